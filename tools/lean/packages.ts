// What packages bring that no page of ours uses, for Vite: whole modules of theirs, and ours instead.
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** By the end of the module's path. Each file of ours says why. */
const INSTEAD: Readonly<Record<string, string>> = {
  '@libp2p/crypto/dist/src/keys/ecdsa/utils.js': 'otherKeys',
  '@libp2p/crypto/dist/src/keys/rsa/der.js': 'otherKeys',
  '@libp2p/crypto/dist/src/keys/rsa/utils.js': 'otherKeys',
  '@libp2p/crypto/dist/src/keys/secp256k1/utils.js': 'otherKeys',
  '@libp2p/crypto/dist/src/keys/ed25519/index.browser.js': 'ed25519',
  '@libp2p/noise/dist/src/crypto/index.browser.js': 'noise',
  '@libp2p/logger/dist/src/index.js': 'silence',
  '@libp2p/utils/dist/src/private-ip.js': 'private',
  '@multiformats/dns/dist/src/index.js': 'names',
  'libp2p/dist/src/connection-manager/reconnect-queue.js': 'reconnecting',
  'multiformats/dist/src/bases/base256emoji.js': 'emoji',
}

export function leanPackages(): Plugin {
  const found = new Set<string>()
  return {
    name: 'lean-packages',
    apply: 'build',
    buildStart: () => found.clear(),
    load: {
      filter: { id: new RegExp(`(${Object.keys(INSTEAD).join('|')})$`) },
      handler(id) {
        const end = Object.keys(INSTEAD).find(each => id.endsWith(each))!
        found.add(end)
        const ours = join(process.cwd(), `src/mesh/links/lean/${INSTEAD[end]}.ts`)
        return { code: `export * from ${JSON.stringify(ours)}`, moduleSideEffects: false }
      },
    },
    buildEnd(error) {
      // A package that was renewed may have moved them.
      const missing = Object.keys(INSTEAD).filter(each => !found.has(each))
      if (!error && missing.length > 0) this.error(`no module to be lean about: ${missing.join(', ')}`)
    },
  }
}
