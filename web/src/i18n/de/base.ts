// What every page needs, in German: one file to load, where English comes with the first bundle.
import chats from './chats'
import common from './common'
import home from './home'
import people from './people'
import session from './session'
import shell from './shell'
import time from './time'

export default { chats, common, home, people, session, shell, time }
