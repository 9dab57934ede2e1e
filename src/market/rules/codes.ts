// Why a command of this module is refused.
export const codes = {
  'rules/until': 'the vote would end too soon or too late (asked for, earliest, latest)',
  'rules/one-each': 'the member has a proposal open already',
  'rules/crowded': 'as many proposals are open, or still being cleared away, as may be (open at most)',
  'rules/not-newer': 'the version is not newer than the one in force (proposed, in force)',
  'rules/no-module': 'the rules in force have no such module',
  'rules/form': 'the parameters are not in the form that the module reads',
  'rules/nonsense': 'the module objects to these parameters',
  'rules/not-open': 'no such proposal is open',
  'rules/newcomer': 'the member could not vote yet when the proposal was opened (could vote from, opened in)',
  'rules/voted': 'the member has voted so already',
} as const
