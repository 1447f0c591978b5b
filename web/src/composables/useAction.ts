// One thing a person does that the server must agree to: busy while it runs, told in words when it fails.
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { Problem } from '@/api/problem'
import { problemText } from '@/api/problemText'
import { announce } from '@/ui/announce'

interface Options<Result> {
  /** Said when it worked. */
  done?: string | ((result: Result) => string)
  /** Takes a failure in hand (field errors, a conflict); return true to keep it from being announced. */
  onProblem?: (problem: Problem) => boolean
}

/** Wraps `work`; `run` returns whether it worked and never throws. */
export function useAction<Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>, options: Options<Result> = {}) {
  const { t } = useI18n()
  const isBusy = ref(false)
  const problem = ref<Problem | null>(null)

  async function run(...args: Args): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    problem.value = null
    try {
      const result = await work(...args)
      if (options.done) announce(typeof options.done === 'string' ? options.done : options.done(result))
      return true
    } catch (error) {
      tell(error)
      return false
    } finally {
      isBusy.value = false
    }
  }

  function tell(error: unknown): void {
    if (error instanceof Problem) {
      problem.value = error
      if (options.onProblem?.(error)) return
    } else {
      console.error(error)
    }
    announce(problemText(error, t), { tone: 'danger' })
  }

  return { run, isBusy, problem }
}
