// No module ever fails: neither a command nor a hook. And every code that a member can meet is documented.
import type { MakeChecker } from './checker.ts'

export const defects: MakeChecker = ({ community }) => ({
  executed({ step: { executed, parent, block }, first }, raise) {
    if (!first) return
    const { height, rules } = executed.header
    // A block that brings new rules into force was made under the old ones.
    const documented = (code: string) =>
      [rules, parent.header.rules].some(version =>
        Object.hasOwn(community.rules.get(version)?.codes ?? {}, code),
      )
    for (const { code, status } of executed.outcomes) {
      if (code === 'kernel/fault') {
        const commands = block.transactions.map(({ module, command }) => `${module}/${command}`)
        raise(`height ${height}: a command failed, of ${[...new Set(commands)].join(', ')} or the batch`)
      }
      if (status === 'refused' && !documented(code)) raise(`the code ${code} is not documented`)
      if (status !== 'refused' && code !== '') raise(`a transaction is ${status} and has the code ${code}`)
    }
    for (const { module, event, data } of executed.events)
      if (module === 'kernel' && event === 'hook-fault')
        raise(`height ${height}: a hook failed: ${new TextDecoder().decode(data)}`)
  },
})
