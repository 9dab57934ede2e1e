// Whatever bytes arrive: a value comes back, nothing is thrown, and nothing is stored that should not be.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '../bytes/bytes.ts'
import { encode } from '../bytes/codec.ts'
import { readBlock, writeBlock } from './block.ts'
import { executeBlock, isInvalid } from './execute.ts'
import { genesisCodec, readGenesis } from './genesis.ts'
import { MAX_BLOCK_BYTES, MAX_TRANSACTION_BYTES } from './limits.ts'
import { key, ToyChain, toyGenesis } from './toy.testing.ts'
import { readTransaction, signedBytes } from './transaction.ts'

const chain = new ToyChain([{ devices: [key(1)] }, { devices: [key(2)] }])
const good = chain.send(key(1), 1, 'add', 5)

/** Bytes with some changed, cut out, doubled or put in. */
const mangled = (bytes: Uint8Array) =>
  fc
    .array(fc.tuple(fc.constantFrom('set', 'cut', 'double', 'insert'), fc.nat(), fc.nat(255), fc.nat(40)), {
      minLength: 1,
      maxLength: 4,
    })
    .map(changes => {
      let result = [...bytes]
      for (const [kind, where, byte, length] of changes) {
        const at = where % (result.length + 1)
        if (kind === 'set') result[at] = byte
        else if (kind === 'cut') result.splice(at, length)
        else if (kind === 'double') result = [...result.slice(0, at + length), ...result.slice(at)]
        else result.splice(at, 0, byte)
      }
      return new Uint8Array(result)
    })

test('a transaction of any bytes is read to its very bytes or refused with a code', () => {
  fc.assert(
    fc.property(fc.oneof(mangled(good.wire), fc.uint8Array({ maxLength: 400 })), wire => {
      const read = readTransaction(wire)
      if (typeof read === 'string') expect(read).toMatch(/^kernel\/(form|size|version)$/)
      else {
        expect(read.version).toBe(1)
        expect(toHex(read.wire)).toBe(toHex(wire))
        expect(toHex(signedBytes(read))).toBe(toHex(read.signed))
      }
    }),
    { numRuns: 5000 },
  )
  expect(readTransaction(new Uint8Array(MAX_TRANSACTION_BYTES + 1))).toBe('kernel/size')
  for (const version of [[0], [2], [23], [0x18, 24], [0x18, 255]])
    expect(readTransaction(new Uint8Array([0x8a, ...version, ...good.wire.slice(2)]))).toBe('kernel/version')
  expect(readTransaction(new Uint8Array([0x82, 7, 0]))).toBe('kernel/version')
  expect(readTransaction(new Uint8Array([0x8a, 0x18, 1, ...good.wire.slice(2)]))).toBe('kernel/form')
})

test('the id does not hang on the signature, and what travels does', () => {
  const other = readTransaction(new Uint8Array([...good.wire.slice(0, -1), 1]))
  if (typeof other === 'string') throw new Error(other)
  expect(toHex(other.id)).toBe(toHex(good.id))
  expect(toHex(other.wire)).not.toBe(toHex(good.wire))
})

test('a block of any bytes is read, executed or refused with a code, and leaves its parent as it was', () => {
  const parent = chain.head
  const before = toHex(parent.tree.root())
  const transactions = [good, chain.send(key(2), 1, 'order', 3)]
  const made = chain.block(transactions)
  chain.head = parent
  const wire = writeBlock({
    header: made.header,
    certificate: null,
    signature: new Uint8Array(64),
    transactions,
  })
  let executed = 0
  fc.assert(
    fc.property(fc.oneof(mangled(wire), fc.uint8Array({ maxLength: 2000 }), fc.constant(wire)), bytes => {
      const block = readBlock(bytes)
      if (typeof block === 'string') {
        expect(chain.community.rules.get(1)!.codes[block]).toBeDefined()
        return
      }
      expect(toHex(writeBlock(block))).toBe(toHex(bytes))
      const holds = block.transactions.map(() => true)
      const result = executeBlock(chain.community, parent, block, holds)
      if (isInvalid(result)) expect(chain.community.rules.get(1)!.codes[result.code]).toBeDefined()
      else {
        executed += 1
        expect(toHex(result.tree.root())).toBe(toHex(block.header.state))
      }
    }),
    { numRuns: 3000 },
  )
  expect(executed).toBeGreaterThan(0)
  expect(toHex(parent.tree.root())).toBe(before)
  expect(readBlock(new Uint8Array(MAX_BLOCK_BYTES + 1))).toBe('block/size')
})

test('parameters of any bytes are kept out, refused or executed, and what is kept out leaves no trace', () => {
  const commands = [
    'add',
    'order',
    'no',
    'throw',
    'heavy',
    'checked',
    'later',
    'govern',
    'join',
    '__proto__',
    '',
  ]
  const empty = toHex(chain.open().close().tree.root())
  fc.assert(
    fc.property(
      fc.constantFrom(...commands),
      fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        fc.maxSafeNat().map(n => chain.send(key(1), 1, 'add', n).params),
      ),
      fc.oneof(fc.constant(1), fc.maxSafeNat()),
      fc.oneof(fc.constant(1_000_000), fc.maxSafeNat()),
      (name, params, sequence, expiry) => {
        const execution = chain.open()
        const result = execution.include(chain.send(key(1), sequence, name, 1, { params, expiry }), true)
        const { tree } = execution.close()
        if (typeof result === 'string') {
          expect(chain.community.rules.get(1)!.codes[result]).toBeDefined()
          expect(toHex(tree.root())).toBe(empty)
        } else if (result.code) expect(chain.community.rules.get(1)!.codes[result.code]).toBeDefined()
      },
    ),
    { numRuns: 3000 },
  )
})

test('a genesis of any bytes is read or refused with words', () => {
  const file = encode(genesisCodec, toyGenesis([{ devices: [key(1)] }]))
  fc.assert(
    fc.property(fc.oneof(mangled(file), fc.uint8Array({ maxLength: 300 })), bytes => {
      const read = readGenesis(bytes)
      if (typeof read === 'string') expect(read).toMatch(/genesis/)
      else expect(toHex(encode(genesisCodec, read))).toBe(toHex(bytes))
    }),
    { numRuns: 2000 },
  )
})
