// How most journeys begin: four people join, are elected, and need the host that founded it all no more.
import type { Way } from './journey.ts'
import type { Person } from './person.ts'

const NAMES = ['ada', 'ben', 'cleo', 'dora']
export type Four = readonly [Person, Person, Person, Person]

export const fourDelegates = ({ town, step }: Way): Promise<Four> =>
  step('four join, and are the delegates', async () => {
    const people = []
    for (const name of NAMES) people.push(await town.admit(name))
    await town.elect(people)
    await town.closeHosts()
    return people as unknown as Four
  })
