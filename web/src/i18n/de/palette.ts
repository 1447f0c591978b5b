import type en from '../en/palette'
import type { Translation } from '../translation'

export default {
  title: 'Suchen',
  placeholder: 'Menschen, Anrufe, Einstellungen',
  hint: 'Gib einen Namen ein oder wähl einen Ort aus.',
  people: 'Menschen',
  calls: 'Anrufe',
  go: 'Gehe zu',
  none: 'Nichts gefunden. Versuch es mit einem anderen Wort.',
} satisfies Translation<typeof en>
