// Communities on autopilot: what they gain by trading, as a share of the most that there is.
import { Chance } from '../../../src/agents/chance.ts'
import { aloneCost, bestCost } from '../../../src/agents/experiment/best.ts'
import { COMMON, madeUpCommunity } from '../../../src/agents/experiment/community.ts'
import { mean, median } from '../../../src/agents/experiment/measures.ts'
import { runCommunity, type Traded } from '../../../src/agents/experiment/trading.ts'
import { Random } from '../../../src/sim/random.ts'
import { rounded } from './traders.ts'

export interface AutopilotOptions {
  readonly households: number
  readonly roofs: number
  readonly batteries: number
  readonly cars: number
  readonly days: number
  /** Per cent. */
  readonly errors: readonly number[]
  readonly slider: number
  readonly sessions: number
  readonly seed: number
}

const DAYS_BEFORE = 1 // books open a day before the first delivery

export function autopilotReport(options: AutopilotOptions) {
  const { households, roofs, batteries, cars, days, slider, sessions, seed } = options
  const byError = options.errors.map(percent => {
    const runs = Array.from({ length: sessions }, (_, session) => one(options, percent / 100, session))
    const middle = (pick: (run: (typeof runs)[number]) => number) => rounded(median(runs.map(pick)))
    return {
      loadErrorPercent: percent,
      onForecast: middle(run => run.onForecast),
      lowestOnForecast: rounded(Math.min(...runs.map(run => run.onForecast))),
      afterDelivery: middle(run => run.afterDelivery),
      afterDeliveryPooled: middle(run => run.afterDeliveryPooled),
      gainMicroADay: Math.round(mean(runs.map(run => run.gainMicro)) / days),
      tradedWhADay: Math.round(mean(runs.map(run => run.forecast.tradedWh)) / days),
      commandsAHouseholdADay: Math.round(
        mean(runs.map(run => run.forecast.commands)) / households / (days + DAYS_BEFORE),
      ),
      mostCommandsALook: Math.max(...runs.map(run => run.forecast.mostCommands)),
      carsMissedWh: Math.round(mean(runs.map(run => run.forecast.missedWh))),
    }
  })
  return {
    experiment: 'autopilot',
    ...{ households, roofs, batteries, cars, days, sliderPercent: Math.round(slider * 100), sessions, seed },
    tariff: { ...COMMON, supplierDiffersBy: 30, feedInDiffersBy: 20 },
    byError,
  }
}

function one(options: AutopilotOptions, loadError: number, session: number) {
  const random = new Random(`${options.seed}/community ${session}`)
  const plan = { ...options, loadError }
  const community = madeUpCommunity(plan, new Chance(random.stream('made').draw))
  const run = (comesWh: readonly (readonly number[])[]) => {
    const traded = runCommunity(plan, community, comesWh, new Chance(random.stream('turns').draw))
    const alone = aloneCost(community, comesWh)
    const best = bestCost(community, comesWh)
    return { traded, share: (cost: number) => (alone - cost) / (alone - best), gainMicro: alone - best }
  }
  const forecast = run(community.map(({ expectedWh }) => expectedWh))
  const delivered = loadError > 0 ? run(community.map(({ comesWh }) => comesWh)) : forecast
  return {
    forecast: forecast.traded satisfies Traded,
    gainMicro: forecast.gainMicro,
    onForecast: forecast.share(forecast.traded.costMicro),
    afterDelivery: delivered.share(delivered.traded.costMicro),
    afterDeliveryPooled: delivered.share(delivered.traded.pooledMicro),
  }
}
