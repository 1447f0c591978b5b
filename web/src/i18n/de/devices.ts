import type en from '../en/devices'
import type { Translation } from '../translation'

export default {
  camera: 'Kamera',
  microphone: 'Mikrofon',
  speaker: 'Lautsprecher',
  the: { camera: 'deine Kamera', microphone: 'dein Mikrofon' },
  unnamed: 'Gerät {n}',
  none: { camera: 'Keine Kamera gefunden', microphone: 'Kein Mikrofon gefunden', speaker: 'Der Lautsprecher deines Systems' },
  level: 'Wie laut dein Mikrofon dich hört',
  test: 'Testton abspielen',
  playing: 'Spielt',
  lost: '{device} wurde abgezogen. Jetzt läuft {label}.',
  lostDefault: '{device} wurde abgezogen. Jetzt läuft, was dein System gewählt hat.',
  returned: '{label} ist wieder da, also benutzen wir es wieder.',
  problem: {
    blocked: 'Dein Browser hält {device} von dieser Seite fern',
    missing: 'Wir finden {device} nicht',
    busy: 'Ein anderes Programm benutzt {device}',
    insecure: 'Browser geben {device} nur für sichere Seiten frei',
    failed: 'Wir konnten {device} nicht starten',
  },
  remedy: {
    missing: 'Steck das Gerät ein und versuch es noch einmal. Du kannst auch ohne teilnehmen.',
    busy: 'Schließ das andere Programm oder den anderen Browser-Tab und versuch es noch einmal.',
    insecure: 'Öffne diese Seite über ihre https-Adresse, oder bitte den Betreiber, das einzurichten.',
    failed: 'Zieh das Gerät ab und steck es wieder ein, oder wähl ein anderes. Du kannst auch ohne teilnehmen.',
  },
  unblock: {
    chrome: ['Klick auf das Zeichen am linken Ende der Adressleiste.', 'Schalte {device} dort ein.', 'Klick unten auf „Noch einmal versuchen“.'],
    edge: ['Klick auf das Schloss am linken Ende der Adressleiste.', 'Erlaube unter „Berechtigungen für diese Website“ {device}.', 'Klick unten auf „Noch einmal versuchen“.'],
    firefox: ['Klick auf das durchgestrichene Kamera- oder Mikrofonzeichen in der Adressleiste.', 'Heb die Sperre für {device} auf.', 'Klick unten auf „Noch einmal versuchen“ und erlaube es.'],
    safari: ['Öffne in der Menüleiste Safari, dann „Einstellungen für diese Website“.', 'Stell für {device} „Erlauben“ ein.', 'Klick unten auf „Noch einmal versuchen“.'],
    'safari-ios': ['Tipp in der Adressleiste auf „aA“ oder das Seitenzeichen, dann auf „Website-Einstellungen“.', 'Stell für {device} „Erlauben“ ein.', 'Komm zurück und tipp auf „Noch einmal versuchen“.'],
    'chrome-android': ['Tipp auf das Zeichen am linken Ende der Adressleiste, dann auf „Berechtigungen“.', 'Erlaube {device}.', 'Komm zurück und tipp auf „Noch einmal versuchen“.'],
    'firefox-android': ['Tipp auf das Schloss in der Adressleiste.', 'Tipp auf die Zeile für {device}, sodass dort „Erlaubt“ steht.', 'Komm zurück und tipp auf „Noch einmal versuchen“.'],
    other: ['Öffne die Website-Einstellungen deines Browsers, oft hinter dem Schloss in der Adressleiste.', 'Erlaube {device}.', 'Klick unten auf „Noch einmal versuchen“.'],
  },
} satisfies Translation<typeof en>
