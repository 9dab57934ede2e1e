// One port for both: who speaks TLS gets the secure server, who speaks plain HTTP the other. A person who types an
// address without https:// then meets somebody who explains, and not a reset.
import { createServer as createPlain, type Server as Plain, type ServerOptions } from 'node:http'
import { createServer as createSecure } from 'node:https'
import { createServer as createFront, type Server as Front, type Socket } from 'node:net'
import type { Leaf } from './authority.ts'

/** The first byte of a TLS handshake (RFC 8446, 5.1). */
const HANDSHAKE = 22
/** Whoever connects and says nothing. */
const SILENT_MS = 10_000

export interface Doors {
  /** Requests and upgrades of both come here; `isSecure` tells them apart. */
  readonly server: Plain
  readonly front: Front
  /** From now on with another certificate. */
  renew(leaf: Leaf): void
  closeAll(): void
}

export const isSecure = (socket: Socket): boolean => 'encrypted' in socket

export function openDoors(options: ServerOptions, leaf: Leaf): Doors {
  const server = createPlain(options)
  const secure = createSecure({ ...options, key: leaf.key, cert: leaf.cert, minVersion: 'TLSv1.2' })
  for (const event of ['request', 'upgrade'] as const)
    secure.on(event, (...args: unknown[]) => void server.emit(event, ...args))
  // A browser that does not trust us hangs up: that is its user's to see, and nobody's fault.
  secure.on('tlsClientError', (_, socket) => socket.destroy())
  const open = new Set<Socket>()
  const front = createFront(socket => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    const silent = setTimeout(() => socket.destroy(), SILENT_MS)
    socket.once('data', first => {
      clearTimeout(silent)
      socket.pause()
      socket.unshift(first)
      ;(first[0] === HANDSHAKE ? secure : server).emit('connection', socket)
      process.nextTick(() => socket.resume())
    })
    socket.once('close', () => clearTimeout(silent))
  })
  // Whoever asks the server where it listens means the door in front of it.
  server.address = () => front.address()
  return {
    ...{ server, front },
    renew: ({ key, cert }) => secure.setSecureContext({ key, cert }),
    closeAll: () => {
      for (const socket of open) socket.destroy()
    },
  }
}
