import { expect, test } from 'vitest'
import { energyOf, energyText, priceOf, priceText, sumText, typedEnergy, typedPrice } from './figures.ts'

test('figures are exact', () => {
  expect([0, 264, 1000, -5].map(each => priceText(each, 'en'))).toEqual(['0.0', '26.4', '100.0', '-0.5'])
  expect([1, 100, 2000, 1_234_567].map(each => energyText(each, 'en'))).toEqual([
    '0.001',
    '0.1',
    '2.0',
    '1,234.567',
  ])
  expect(sumText(528_000, 'en')).toBe('52.8')
  expect(sumText(1, 'en')).toBe('0.0001')
})

test('what is typed is exact, or nothing', () => {
  expect(['26.4', '26,4', '26', '-0.5', ' 3 '].map(priceOf)).toEqual([264, 264, 260, -5, 30])
  for (const bad of ['', '26.45', '1e3', 'x', '.5', '1234567']) expect(priceOf(bad), bad).toBeUndefined()
  expect(['2', '2.0', '0,25', '0.001'].map(energyOf)).toEqual([2000, 2000, 250, 1])
  for (const bad of ['', '0', '0.000', '-1', '1.2345', '12345678']) expect(energyOf(bad), bad).toBeUndefined()
})

test('what is shown can be typed again', () => {
  for (const milli of [0, 5, 264, 1000, -15]) expect(priceOf(typedPrice(milli))).toBe(milli)
  for (const wh of [1, 50, 100, 2000, 12_345]) expect(energyOf(typedEnergy(wh))).toBe(wh)
  expect([typedEnergy(2000), typedEnergy(250), typedEnergy(1)]).toEqual(['2.0', '0.25', '0.001'])
})
