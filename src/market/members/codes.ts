// Why a command of this module is refused.
export const codes = {
  'members/not-a-member': 'only members may do this, and the account is none',
  'members/suspended':
    'the member is suspended: it may manage its keys and guardians, object to a recovery, leave, and redeem what is its own',
  'members/reads-only': 'a regulator reads and does not write',
  'members/not-operator': 'only an operator may do this',
  'members/declaration':
    'the joint declaration that was signed is not the one in force: read it and sign again',
  'members/applied': 'the account has applied already, and the operator has not decided yet',
  'members/is-member': 'the account is a member already',
  'members/excluded': 'the account was excluded and is not admitted again',
  'members/no-application': 'the account has not applied, or its application has lapsed',
  'members/criteria': 'the operator has not confirmed every criterion (confirmed, required)',
  'members/unknown':
    'the account that is named is not a member’s to whom this can be done: active, for some deeds suspended or gone',
  'members/not-suspended': 'the member is not suspended',
  'members/last-operator': 'the community would be left without an operator',
  'members/invitation-uses': 'an invitation cannot be used so often (asked for, most)',
  'members/invitation-expiry':
    'an invitation cannot run so long, or has passed already (asked for, from, to)',
  'members/no-invitation': 'there is no such invitation, or it is used up or expired',
  'members/guardian-need':
    'of the guardians too few, or more than there are, would have to agree (asked for, least, most)',
  'members/guardian-self': 'a member is not its own guardian',
  'members/guardian': 'a guardian is not a member that may write (which, from 0)',
  'members/no-guardians': 'the member has named no guardians, so nobody can vouch for a new key',
  'members/own-recovery': 'a recovery is for those who cannot send anything themselves',
  'members/recovery-open':
    'the sender has shown a key for this account already, or this key is shown, or as many as may be (shown)',
  'members/no-recovery': 'no recovery of this account is under way',
  'members/not-guardian': 'the member has not named the sender as a guardian',
  'members/recovery-key': 'nobody has shown this key for the account',
  'members/recovery-agreed': 'enough guardians have agreed already',
  'members/endorsed': 'this guardian has agreed already',
  'members/opener': 'the operator who opened a recovery does not count as one of the guardians, too',
} as const
