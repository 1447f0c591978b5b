import type en from '../en/session'
import type { Translation } from '../translation'

export default {
  title: 'Anmelden',
  welcome: 'Schön, dass du wieder da bist',
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  signIn: 'Anmelden',
  forgot: 'Passwort vergessen?',
  wrong: 'E-Mail-Adresse und Passwort passen nicht zusammen. Prüf beide und versuch es noch einmal.',
  forgotTitle: 'Passwort vergessen',
  forgotDetail: 'Nenn uns deine E-Mail-Adresse. Wenn wir sie kennen, ist ein Link für ein neues Passwort unterwegs.',
  forgotSend: 'Link schicken',
  forgotSentTitle: 'Schau in deine Post',
  forgotSent: 'Wenn {email} hier bekannt ist, ist ein Link unterwegs. Er gilt eine Stunde.',
  backToSignIn: 'Zurück zur Anmeldung',
  resetTitle: 'Neues Passwort wählen',
  resetDetail: 'Danach bist du überall sonst abgemeldet.',
  activateTitle: 'Willkommen zu Hause',
  activateDetail: 'Wähl ein Passwort, und dein Platz in der Gemeinschaft gehört dir.',
  newPassword: 'Neues Passwort',
  newPasswordHint: 'Mindestens 8 Zeichen. Ein Satz ist leicht zu merken und schwer zu erraten.',
  setPassword: 'Passwort festlegen',
  passwordSet: 'Dein Passwort ist festgelegt. Melde dich jetzt damit an.',
  linkDead: 'Dieser Link wurde schon benutzt oder ist abgelaufen. Lass dir einen neuen schicken.',
} satisfies Translation<typeof en>
