// Ed25519 by the platform, at once: for the worlds with real signatures. That the platform keeps to the rule behind the
// byte check is what another stage of the gate is for.
import { createPrivateKey, sign } from 'node:crypto'
import { concatBytes, fromHex } from '../../../src/bytes/bytes.ts'
import { signerFromSeed } from '../../../src/crypto/plain.ts'
import type { Scheme } from '../../../src/sim/signing.ts'
import { verifyByNode } from '../mutants/native.ts'

/** What stands before the 32 bytes of a secret in the form that Node reads (RFC 8410). */
const PKCS8 = fromHex('302e020100300506032b657004220420')!

export const native: Scheme = {
  name: 'ed25519',
  verify: verifyByNode,
  signer(seed) {
    const secret = createPrivateKey({
      key: Buffer.from(concatBytes(PKCS8, seed)),
      format: 'der',
      type: 'pkcs8',
    })
    const { publicKey } = signerFromSeed(seed)
    return { publicKey, sign: message => new Uint8Array(sign(null, message, secret)) }
  },
}
