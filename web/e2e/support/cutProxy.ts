/** An HTTP proxy outside of browser and server whose wires can be cut. */
import { request as httpRequest, createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { freePort } from './ports'

export class CutProxy {
  private readonly sockets = new Set<Socket>()
  private isCut = false

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.track(socket))
    server.on('request', (incoming, answer) => {
      if (this.isCut) return incoming.socket.destroy()
      const { hostname, port, pathname, search } = new URL(incoming.url ?? '')
      const onward = httpRequest({ hostname, port, path: pathname + search, method: incoming.method, headers: incoming.headers })
      onward.on('socket', (socket) => this.track(socket))
      onward.on('response', (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers)
        response.pipe(answer)
      })
      onward.on('error', () => answer.destroy())
      incoming.pipe(onward)
    })
    server.on('connect', (request, client: Socket) => {
      if (this.isCut) return client.destroy()
      const [host = '', port = ''] = (request.url ?? '').split(':')
      const onward = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        client.pipe(onward).pipe(client)
      })
      this.track(onward)
      onward.on('error', () => client.destroy())
      client.on('error', () => onward.destroy())
    })
  }

  static async start(): Promise<CutProxy> {
    const proxy = new CutProxy(createServer())
    const port = await freePort()
    await new Promise<void>((resolve) => proxy.server.listen(port, '127.0.0.1', resolve))
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** Breaks every connection and refuses new ones until `mend`. */
  cut(): void {
    this.isCut = true
    this.sockets.forEach((socket) => socket.destroy())
  }

  mend(): void {
    this.isCut = false
  }

  async stop(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private track(socket: Socket): void {
    if (this.sockets.has(socket)) return
    this.sockets.add(socket)
    socket.once('close', () => this.sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }
}
