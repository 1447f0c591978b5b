export { useSession } from './useSession'
