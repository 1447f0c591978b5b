/** A page that speaks Jitsi's IFrame API: the script of its constructor, and a frame that answers by postMessage. */
import { createServer, type Server } from 'node:http'
import { freePort } from './ports'

/** What `external_api.js` does, as far as a host page can tell: a frame, commands to it, events from it. */
const EXTERNAL_API = `
class JitsiMeetExternalAPI {
  constructor(domain, options) {
    this.listeners = new Map()
    this.scope = 'jitsi_meet_external_api_0'
    this.frame = document.createElement('iframe')
    this.frame.allow = 'autoplay; camera; display-capture; microphone'
    this.frame.name = 'jitsiConferenceFrame0'
    this.frame.style.cssText = 'width:' + options.width + ';height:' + options.height + ';border:0'
    const config = encodeURIComponent(JSON.stringify({ jwt: options.jwt ?? null, user: options.userInfo, config: options.configOverwrite }))
    this.frame.src = 'http://' + domain + '/' + options.roomName + '#jitsi_meet_external_api_id=0&setup=' + config
    options.parentNode.append(this.frame)
    this.receive = ({ data, source }) => {
      if (source !== this.frame.contentWindow || !data?.postis || data.scope !== this.scope) return
      const { name, ...event } = data.params.data
      const listeners = this.listeners.get(name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())) ?? []
      listeners.forEach((listener) => listener(event))
    }
    window.addEventListener('message', this.receive)
  }
  addListener(name, listener) { this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]) }
  executeCommand(name, ...data) {
    const command = name.replace(/[A-Z]/g, (letter) => '-' + letter.toLowerCase())
    this.frame.contentWindow?.postMessage({ postis: true, scope: this.scope, method: 'message', params: { type: 'event', data: { name: command, data } } }, '*')
  }
  dispose() { window.removeEventListener('message', this.receive); this.frame.remove() }
}
window.JitsiMeetExternalAPI = JitsiMeetExternalAPI
`

const ROOM = `<!doctype html><meta charset="utf-8"><title>Meeting</title><body style="margin:0;background:#29405c;color:#fff;font:18px sans-serif">
<p id="who" style="padding:2em"></p><script>
const tell = (name, event = {}) => parent.postMessage({ postis: true, scope: 'jitsi_meet_external_api_0', method: 'message', params: { type: 'event', data: { name, ...event } } }, '*')
const setup = JSON.parse(decodeURIComponent(location.hash.split('setup=')[1]))
const state = { muted: setup.config.startWithAudioMuted, dark: setup.config.startWithVideoMuted, hand: 0, sharing: false }
document.getElementById('who').textContent = 'In the meeting as ' + setup.user.displayName
window.setup = setup
window.guest = (id, name, person) => tell('participant-joined', { id, displayName: name, userContext: { id: person } })
window.kick = () => tell('participant-kicked-out', { kicked: { id: 'self', local: true }, kicker: { id: 'host' } })
addEventListener('message', ({ data }) => {
  const command = data?.params?.data?.name
  if (command === 'toggle-audio') tell('audio-mute-status-changed', { muted: (state.muted = !state.muted) })
  if (command === 'toggle-video') tell('video-mute-status-changed', { muted: (state.dark = !state.dark) })
  if (command === 'toggle-share-screen') tell('screen-sharing-status-changed', { on: (state.sharing = !state.sharing), details: {} })
  if (command === 'toggle-raise-hand') tell('raise-hand-updated', { id: 'self', handRaised: (state.hand = state.hand ? 0 : Date.now()) })
  if (command === 'hangup') tell('video-conference-left', { roomName: location.pathname.slice(1) })
})
tell('video-conference-joined', { roomName: location.pathname.slice(1), id: 'self', displayName: setup.user.displayName })
</script>`

/** The page, served on this machine. */
export class FakeJitsi {
  private constructor(
    private readonly server: Server,
    /** What JITSI_DOMAIN is set to. */
    readonly domain: string,
  ) {}

  static async start(): Promise<FakeJitsi> {
    const port = await freePort()
    const server = createServer((request, answer) => {
      const isScript = request.url?.startsWith('/external_api.js')
      answer.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' })
      answer.end(isScript ? EXTERNAL_API : ROOM)
    })
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return new FakeJitsi(server, `localhost:${port}`)
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }
}
