import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from './io.ts'
import { readRecords } from './records.ts'

const values = (text: string) => readRecords(text).map(({ value }) => value)

describe('records', () => {
  test.each(['', '\n\n', ' \r\n', '[]', ' [ \n ] \n'])('none in %j', text => {
    expect(readRecords(text)).toEqual([])
  })

  test('lines with their numbers, blank ones passed over', () => {
    expect(readRecords('\n{"a":1}\r\n\r\n {"a":[2,{"b":"]"}]} ')).toEqual([
      { place: 'line 2', value: { a: 1 } },
      { place: 'line 4', value: { a: [2, { b: ']' }] } },
    ])
  })

  test('elements with the lines on which they begin', () => {
    expect(readRecords('\n[\n  {"a":1}, {"a":\n2},\n\n{"a":"\\",]"}\n]\n')).toEqual([
      { place: 'line 3', value: { a: 1 } },
      { place: 'line 3', value: { a: 2 } },
      { place: 'line 6', value: { a: '",]' } },
    ])
  })

  test.each([
    ['{"a":1}\n{"a"', 'line 2: this is not JSON'],
    ['{"a":1} {"a":2}', 'line 1: this is not JSON'],
    ['{"a":1}\n7', 'line 2: an object {…} belongs here'],
    ['null', 'line 1: an object {…} belongs here'],
    ['[{"a":1},\n[]]', 'line 2: an object {…} belongs here'],
    ['[{"a":1},\n\n {"a":x}]', 'line 3: this is not JSON'],
    ['[{"a":1},\n]', 'line 2: an object {…} is missing beside the comma'],
    ['[\n,{"a":1}]', 'line 2: an object {…} is missing beside the comma'],
    ['[{"a":1}\n', 'line 2: the array that began with [ never ends'],
    ['[{"a":"1}]', 'line 1: the array that began with [ never ends'],
    ['[{"a":1}]\n{}', 'line 1: the array ends with ] and nothing follows it'],
    ['[{"a":1}}', 'line 1: the array ends with ] and nothing follows it'],
  ])('%j is refused', (text, message) => {
    expect(() => readRecords(text)).toThrow(InputError)
    expect(() => readRecords(text)).toThrow(message)
  })

  test('whatever JSON writes is read back', () => {
    const records = fc.array(fc.dictionary(fc.string(), fc.jsonValue()))
    fc.assert(
      fc.property(records, fc.constantFrom(undefined, 2), (all, indent) => {
        const plain = JSON.parse(JSON.stringify(all))
        expect(values(JSON.stringify(all, null, indent))).toEqual(plain)
        expect(values(all.map(each => JSON.stringify(each)).join('\n'))).toEqual(plain)
      }),
    )
  })
})
