// Why a command of this module is refused.
export const codes = {
  'delegates/standing': 'the account stands already',
  'delegates/not-standing': 'the account does not stand',
  'delegates/crowded': 'there are as many candidacies as may be (at most)',
  'delegates/stake': 'less is locked than a candidate must have (would have, must have)',
  'delegates/uncovered': 'only credits of one’s own can be locked for this (has, needs)',
  'delegates/amount': 'the amount is nothing, or more than may be locked (at most)',
  'delegates/barred': 'the account was convicted, and stands again when that candidacy has ended (in slot)',
  'delegates/key-taken': 'the delegate key is known already, or is kept with other reveals than these',
  'delegates/key-barred': 'the delegate key is barred for ever',
  'delegates/keys-full': 'too many keys of this candidacy can still be accused (at most)',
  'delegates/base':
    'the reveals do not count from about now, or the key has revealed beyond (base, earliest, latest)',
  'delegates/reveals-spent': 'the key’s reveals run out: take a new key',
  'delegates/present': 'presence is posted already (at height)',
  'delegates/voted': 'the account votes so already',
  'delegates/too-many': 'the vote names more candidates than it may (named, at most)',
  'delegates/no-candidate': 'somebody voted for does not stand',
  'delegates/no-offence': 'the two do not contradict each other',
  'delegates/accused': 'the key is barred already',
  'delegates/never-active': 'the key was never in an active set',
  'delegates/too-late': 'the key left the active set too long ago (left in, last slot to accuse)',
} as const
