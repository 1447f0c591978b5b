// The little of message syntax that the catalogue uses: `{name}` for a value, ` | ` between singular and plural.
// It replaces the library's compiler, which is several times its size.
import type { MessageCompiler, MessageContext } from 'vue-i18n'

const FORMS = ' | '
const VALUE = /\{(\w+)\}/g
/** The placeholder of a count, which is written as the language writes numbers; years and the like are not. */
const COUNT = 'n'

/** The text of a message for the given values and count. */
function text(message: string, context: Pick<MessageContext<string>, 'named' | 'plural'>, language: string): string {
  const forms = message.split(FORMS)
  const form = forms.length > 1 ? String(context.plural(forms)) : message
  return form.replace(VALUE, (_, name: string) => {
    const value: unknown = context.named(name)
    return name === COUNT && typeof value === 'number' ? value.toLocaleString(language) : String(value ?? '')
  })
}

const compiler =
  (message: string, { locale }: { locale: string }) =>
  (context: MessageContext<string>): string =>
    text(message, context, locale)

export const compile = compiler as unknown as MessageCompiler
