// Instead of libp2p's other kinds of keys, on pages: every transport key here is Ed25519, and who comes with another
// kind is refused.
import { UnsupportedKeyTypeError } from '@libp2p/interface'

const refuse = (): never => {
  throw new UnsupportedKeyTypeError()
}

// By the names that `@libp2p/crypto/keys` knows them by.
export const decodeDer = refuse
export const generateECDSAKeyPair = refuse
export const pkiMessageToECDSAPrivateKey = refuse
export const pkiMessageToECDSAPublicKey = refuse
export const privateKeyToPKIMessage = refuse
export const publicKeyToPKIMessage = refuse
export const unmarshalECDSAPrivateKey = refuse
export const unmarshalECDSAPublicKey = refuse
export const generateRSAKeyPair = refuse
export const jwkToRSAPrivateKey = refuse
export const pkcs1MessageToRSAPrivateKey = refuse
export const pkcs1ToRSAPrivateKey = refuse
export const pkixMessageToRSAPublicKey = refuse
export const pkixToRSAPublicKey = refuse
export const generateSecp256k1KeyPair = refuse
export const unmarshalSecp256k1PrivateKey = refuse
export const unmarshalSecp256k1PublicKey = refuse
