// A certificate authority for one machine on one local network. Phones need a secure origin, and no public authority
// signs for a machine in a hall. It may sign for this machine's own names and the private networks that it is on, and for nothing
// else: who trusts it gives it no say over any other site, whoever gets hold of its key.
import 'reflect-metadata'
import { createHash, X509Certificate as Read, webcrypto } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AsnConvert } from '@peculiar/asn1-schema'
import { GeneralName, GeneralSubtree, GeneralSubtrees, NameConstraints } from '@peculiar/asn1-x509'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { isIn, type Own } from './names.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY_MS = 86_400_000
/** As long as nobody wants to trust it anew on every phone; a leaf's short life bounds what a stolen one is worth. */
const AUTHORITY_DAYS = 3 * 365
const LEAF_DAYS = 7
/** Clocks of phones that were off are behind. */
const BACKDATED_MS = DAY_MS
const NAME_CONSTRAINTS = '2.5.29.30'
const SERVER = '1.3.6.1.5.5.7.3.1'

/** What a server of TLS takes. */
export interface Leaf {
  readonly key: string
  readonly cert: string
  readonly untilMs: number
  /** What it stands for. */
  readonly hosts: readonly string[]
}

export class Authority {
  /** To be trusted by devices. */
  readonly pem: string
  readonly der: Buffer
  /** In pairs of digits, as systems show it. */
  readonly fingerprint: string
  readonly networks: readonly string[]
  readonly names: readonly string[]
  private readonly certificate: X509Certificate
  private readonly key: webcrypto.CryptoKey

  private constructor(pem: string, key: webcrypto.CryptoKey, permitted: Permitted) {
    this.pem = pem
    this.certificate = new X509Certificate(pem)
    this.der = Buffer.from(this.certificate.rawData)
    this.fingerprint = createHash('sha256')
      .update(this.der)
      .digest('hex')
      .toUpperCase()
      .match(/../g)!
      .join(':')
    this.key = key
    this.names = permitted.names
    this.networks = permitted.networks
  }

  /** The one in a folder that its owner alone may read; made there the first time, for this machine as it is then. */
  static async open(folder: string, own: Own, nowMs: number): Promise<Authority> {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const [certAt, keyAt, saysAt] = ['authority.crt', 'authority.key', 'permitted.json'].map(name =>
      join(folder, name),
    ) as [string, string, string]
    if (!existsSync(saysAt)) await make(own, nowMs, { certAt, keyAt, saysAt })
    if (statSync(folder).mode & 0o077 || statSync(keyAt).mode & 0o077) {
      chmodSync(folder, 0o700)
      chmodSync(keyAt, 0o600)
    }
    const pem = readFileSync(certAt, 'utf8')
    const key = await webcrypto.subtle.importKey(
      'pkcs8',
      PemConverter.decodeFirst(readFileSync(keyAt, 'utf8')),
      ALGORITHM,
      false,
      ['sign'],
    )
    return new Authority(pem, key, JSON.parse(readFileSync(saysAt, 'utf8')) as Permitted)
  }

  get isOver(): boolean {
    return Date.now() > this.certificate.notAfter.getTime() - LEAF_DAYS * DAY_MS
  }

  /** Addresses of this machine that it may not sign for: the machine has moved to another network since. */
  foreign(own: Own): readonly string[] {
    return own.addresses.filter(address => !this.networks.some(network => isIn(address, network)))
  }

  /** A certificate for as much of this machine as is permitted. */
  async leaf(own: Own, nowMs: number): Promise<Leaf> {
    const names = own.names.filter(name => this.names.includes(name))
    const addresses = own.addresses.filter(address => this.networks.some(network => isIn(address, network)))
    const keys = (await webcrypto.subtle.generateKey(ALGORITHM, true, [
      'sign',
      'verify',
    ])) as webcrypto.CryptoKeyPair
    const untilMs = nowMs + LEAF_DAYS * DAY_MS
    const certificate = await X509CertificateGenerator.create({
      serialNumber: serial(),
      subject: `CN=${names[0]}`,
      issuer: this.certificate.subject,
      notBefore: new Date(nowMs - BACKDATED_MS),
      notAfter: new Date(untilMs),
      publicKey: keys.publicKey,
      signingKey: this.key,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([SERVER]),
        new SubjectAlternativeNameExtension([
          ...names.map(value => ({ type: 'dns' as const, value })),
          ...addresses.map(value => ({ type: 'ip' as const, value })),
        ]),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
        await AuthorityKeyIdentifierExtension.create(this.certificate.publicKey),
      ],
    })
    return {
      key: PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'),
      cert: `${certificate.toString('pem')}\n${this.pem}`,
      untilMs,
      hosts: [...names, ...addresses],
    }
  }
}

type Permitted = Pick<Own, 'names' | 'networks'>

interface Places {
  readonly certAt: string
  readonly keyAt: string
  readonly saysAt: string
}

async function make(
  { names, networks }: Own,
  nowMs: number,
  { certAt, keyAt, saysAt }: Places,
): Promise<void> {
  const keys = (await webcrypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=Wattle on ${names[0]}`,
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(nowMs + AUTHORITY_DAYS * DAY_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      // It signs leaves and no authority below itself.
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      new ExtendedKeyUsageExtension([SERVER]),
      new Extension(NAME_CONSTRAINTS, true, constraints(names, networks)),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  writeFileSync(keyAt, key, { mode: 0o600 })
  writeFileSync(certAt, certificate.toString('pem'))
  // Written last: a folder that says what is permitted has all of it.
  writeFileSync(saysAt, JSON.stringify({ names, networks }))
}

/** RFC 5280, 4.2.1.10: both kinds of name stand here, so no other name or address is permitted, and none of IPv6. */
function constraints(names: readonly string[], networks: readonly string[]): ArrayBuffer {
  const bases = [
    ...names.map(dNSName => new GeneralName({ dNSName })),
    ...networks.map(iPAddress => new GeneralName({ iPAddress })),
  ]
  const permittedSubtrees = new GeneralSubtrees(bases.map(base => new GeneralSubtree({ base })))
  return AsnConvert.serialize(new NameConstraints({ permittedSubtrees }))
}

const serial = (): string => Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex')

/** A certificate that somebody was given: for whom it stands and until when; throws what is wrong with it. */
export function given(cert: string, key: string): Leaf {
  const read = new Read(cert)
  return {
    ...{ cert, key },
    untilMs: Date.parse(read.validTo),
    hosts: (read.subjectAltName ?? '').split(', ').map(each => each.replace(/^(DNS|IP Address):/, '')),
  }
}
