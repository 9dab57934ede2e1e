// Who asks to be admitted, and whether this member may admit; asked again when the state has moved.
import { fromHex, toHex } from '../../bytes/bytes.ts'
import { inTurn } from '../again.ts'
import type { Session } from '../session.svelte.ts'

/** The bit of who admits, as members have it. */
const ROLE_OPERATOR = 128
const PAGE = 100

export class Admission {
  applicants = $state.raw<readonly string[]>([])
  criteria = $state.raw<readonly string[]>([])
  mayAdmit = $state(false)
  readonly close: () => void

  constructor(session: Session) {
    const { peer } = session
    const look = inTurn(async () => {
      const account = fromHex(session.identity.account)!
      const ask = <T>(query: string, params: unknown, at: 'head' | 'final' = 'head') =>
        peer.ask<T>({ module: 'members', query, params, at })
      const [member, applications, criteria] = await Promise.all([
        ask<{ status: string; roles: number } | null>('member', { account }),
        ask<{ key: Uint8Array }[]>('applications', { after: null, most: PAGE }),
        ask<readonly string[]>('criteria', {}),
      ])
      if (member.ok)
        this.mayAdmit = member.value?.status === 'active' && (member.value.roles & ROLE_OPERATOR) !== 0
      if (applications.ok) this.applicants = applications.value.map(({ key }) => toHex(key))
      if (criteria.ok) this.criteria = criteria.value
    })
    this.close = peer.watch('state', () => void look())
  }
}
