import { causes } from './causes.en'
import type { Refusals } from './refusals'

const until = (day: string): string => (day === '' ? '' : ` until ${day}`)

/** Every word the app says, in English. Other languages have the same shape. */
export const en = {
  refusals: null, // English is what the server says
  causes,
  app: { name: 'Beckon', skip: 'Skip to content', menu: 'Menu', close: 'Close', loading: 'Loading…', pages: 'Pages', views: 'Views' },
  nav: {
    control: 'Ctrl', queue: 'Queue', mine: 'My tickets', newTicket: 'New ticket', people: 'People', skills: 'Skills', events: 'Deliveries', audit: 'Audit log', routing: 'Routing', trial: 'What would happen', integrations: 'Integrations',
    insight: 'Insight', profile: 'Profile', logOut: 'Log out', logOutAll: 'Log out everywhere', admin: 'Admin', search: 'Search or go to…',
  },
  auth: {
    logIn: 'Log in', logInTitle: 'Log in to the help desk', signUp: 'Sign up', signUpTitle: 'Create your account', byInvitation: 'Accounts are made by invitation here. Ask an admin, or write to the help desk in your chat.',
    email: 'Email', password: 'Password', name: 'Your name', newPassword: 'New password', oldPassword: 'Present password',
    passwordHint: 'At least 8 characters.', forgot: 'Forgotten your password?', noAccount: 'No account yet?', haveAccount: 'Have an account?',
    forgotTitle: 'Get a password link', forgotHint: 'We mail you a link that works once, for 24 hours.', sendLink: 'Send the link',
    linkSent: 'If there is an account with this address, a link is on its way. Look in your mailbox.',
    setTitle: 'Choose a password', setButton: 'Save and log in', noToken: 'This page needs the link from your mail. Ask for a new one.',
    verifyTitle: 'Confirm your email', verified: 'Thank you. Your address is confirmed.', goOn: 'Go to the desk',
    ended: 'You are logged out.', tagline: 'Ask once. The right person gets it.',
  },
  status: { open: 'Open', in_progress: 'In progress', waiting: 'Waiting', resolved: 'Resolved', closed: 'Closed' },
  priority: { low: 'Low', medium: 'Medium', high: 'High' },
  role: { user: 'Requester', moderator: 'Moderator', admin: 'Admin' },
  platform: { slack: 'Slack', discord: 'Discord', email: 'Email', web: 'Web', system: 'Beckon' },
  verb: { claim: 'Claim', decline: 'Not mine', postpone: 'Need more time', release: 'Release', reply: 'Reply', resolve: 'Resolve', reopen: 'Reopen' },
  sort: {
    '-created': 'Newest first', created: 'Oldest first', '-updated': 'Recently changed', updated: 'Longest untouched',
    '-priority': 'Highest priority', priority: 'Lowest priority', due: 'Due first',
  },
  ask: {
    title: 'What do you need help with?', lead: 'Write it as you would tell a colleague. Somebody who knows gets it within seconds.',
    subject: 'In one line', subjectHint: 'For example: VPN drops every ten minutes', details: 'Details',
    detailsHint: 'What happens, since when, what you have tried. Markdown works.', write: 'Write', preview: 'Preview', nothing: 'Nothing to preview yet.',
    urgency: 'How urgent is it?', urgencies: { none: 'I cannot say', low: 'It can wait', medium: 'It slows me down', high: 'I cannot work' },
    send: 'Open ticket', opened: (n: number) => `Ticket #${n} is open.`,
  },
  files: {
    attach: 'Attach files', hint: 'Or drop them here, or paste a screenshot. Pictures, PDF, text and archives, 10 MB each.', drop: 'Drop to attach.', attached: 'Attached', files: 'Files',
    sending: (name: string) => `Sending ${name}`, sent: (name: string) => `${name} is attached.`, remove: (name: string) => `Remove ${name}`, retry: 'Try again',
    show: (name: string) => `Show ${name}`, download: 'Download', tooLarge: 'Too large; 10 MB at most.', empty: 'The file is empty.', tooMany: 'Ten files at most. Send the others in a reply.',
    unsent: 'A file has not arrived. Try it again, or remove it; your text is still here.',
  },
  list: {
    mine: 'My tickets', none: 'No tickets yet', noneLead: 'Ask for help and follow it here.', nobody: 'nobody yet', owner: 'Owner', from: 'From',
    noMatch: 'No ticket matches', noMatchLead: 'Change the filters, or see everything.', clear: 'Clear filters', caughtUp: 'All caught up',
    caughtUpLead: 'Nothing is waiting here.', more: 'Load more', end: 'That is all.', untriaged: 'Being triaged', changed: 'changed', opened: 'opened',
    count: (n: number) => (n === 1 ? '1 ticket' : `${n.toLocaleString('en')} tickets`), tickets: 'Tickets', foundIn: { title: 'Found in the title', body: 'Found in the details', summary: 'Found in the summary', comments: 'Found in the conversation' },
  },
  queue: {
    title: 'Queue', search: 'Search tickets', filters: 'Filters', status: 'Status', priority: 'Priority', skill: 'Skill', owner: 'Owner', sort: 'Sort',
    requester: 'Requester', live: 'Live', everything: 'Everything', any: 'Any', me: 'Me', unassigned: 'Unassigned', open: 'To do',
    views: { live: 'All live', mine: 'Mine', unassigned: 'Unassigned', skills: 'For my skills', overdue: 'Overdue', today: 'Due today', waiting: 'Waiting', resolved: 'Resolved', everything: 'Everything', asked: 'Asked by me' },
    select: (n: number) => `Select #${n}`, selected: (n: number) => (n === 1 ? '1 selected' : `${n} selected`), clearSelection: 'Clear selection',
    assignTo: 'Assign to', setStatus: 'Set status', setPriority: 'Set priority', addTag: 'Add tag', tag: 'Tag', apply: 'Apply', nobody: 'Nobody',
    done: (n: number) => (n === 1 ? '1 ticket changed.' : `${n} tickets changed.`), failed: (n: number, why: string) => `${n} could not be changed: ${why}`,
    undo: 'Undo', undone: 'Undone.', newer: 'The list has changed.', refresh: 'Refresh', today: 'Today', yesterday: 'Yesterday', week: 'This week', age: 'Opened', due: 'Due',
    ages: { any: 'Any time', day: 'Last 24 hours', week: 'Last 7 days', month: 'Last 30 days' }, category: 'Category',
  },
  savedViews: {
    title: 'Saved views', save: 'Save this view', edit: 'Edit view', name: 'Name', hint: 'It keeps the filters and the order. A view of the same name is replaced.', remove: 'Delete view',
    saved: (name: string) => `“${name}” is saved.`, deleted: (name: string) => `“${name}” is deleted.`, goTo: (name: string) => `View: ${name}`,
  },
  ticket: {
    description: 'Description', noDescription: 'No details given.', conversation: 'Conversation', noReplies: 'No replies yet.', reply: 'Reply', note: 'Internal note',
    replyTo: (name: string) => `Reply to ${name}`, replyHint: 'Goes to the requester.', noteHint: 'Only moderators and admins see this.', noteLabel: 'Internal: the requester does not see this',
    waiting: 'Now waiting for an answer', send: 'Send reply', sendNote: 'Save note', yourReply: 'Your reply', yourNote: 'Your note', owner: 'Owner', requester: 'Requester',
    status: 'Status', priority: 'Priority', skills: 'Skills', tags: 'Tags', category: 'Category', opened: 'Opened', resolvedAt: 'Resolved', claimed: 'Claimed', notClaimed: 'not claimed yet',
    nobody: 'Nobody yet', facts: 'Facts', history: 'History', notices: 'Who was told', similar: 'Similar tickets', noSimilar: 'None found.', why: 'Why this person', runnersUp: 'Next best', refusals: 'Handed on',
    noWhy: 'Not routed yet.', whyTaken: 'Taken before anybody was chosen.', noNotices: 'Nobody has been told anything yet.', triesAgain: 'Beckon tries again by itself.', triesNoMore: 'Beckon has stopped trying.', detail: 'Technical details',
    edit: 'Edit', save: 'Save', cancel: 'Cancel', discard: 'Discard changes', add: 'Add', remove: (what: string) => `Remove ${what}`, none: 'None', deleted: 'This message was deleted.', edited: 'edited',
    via: (platform: string) => `via ${platform}`, seeOrigin: 'See where it began', dueLabel: 'Due', due: (when: string) => `due ${when}`, overdue: (when: string) => `was due ${when}`, follow: 'Follow', unfollow: 'Stop following', assign: 'Assign', takeOver: 'Take over', retriage: 'Triage again',
    urgency: (u: string) => `Requester says: ${u}`, queued: 'In the queue since', unknown: (n: string) => `There is no ticket #${n}`, unknownLead: 'It may have another number, or it is not yours to see.',
    pending: 'Triage is under way. This page updates by itself.', pendingShort: 'Your ticket is being read. Somebody who knows gets it in a moment.',
    withOwner: (name: string) => `${name} is working on it.`, offered: (name: string) => `Given to ${name}, who has not claimed it yet.`, noOwner: 'Waiting for somebody to take it.', yourTurn: 'Waiting for your answer.', theirTurn: (name: string) => `Waiting for ${name} to answer.`, offeredYou: 'Given to you. Claim it, or say that it is not yours.', withYou: 'You are working on it.', isResolved: 'Resolved. Reopen it if the problem is back.', isClosed: 'Closed.',
    you: 'you', beckon: 'Beckon', title: 'Title', useDraft: 'Use suggested reply', receipts: { due: 'to be sent', sending: 'being sent', sent: 'sent', unconfirmed: 'sent, not confirmed', failed: 'failed', skipped: 'not sent' },
    attempts: (n: number) => `${n} tries`, rate: 'How was it?', rated: 'Thank you for rating.', stars: (n: number) => `${n} of 5`, changeRating: 'You rated this', ahead: (n: number) => (n === 0 ? 'You are next.' : n === 1 ? '1 ticket is before yours.' : `${n} tickets are before yours.`), usual: (from: string, to: string) => `Such tickets usually wait ${from} to ${to}.`, notBefore: 'not before', shown: 'Shown to the requester', back: 'Back to the list',
  },
  ai: {
    title: 'Triage', by: (by: string, model: string) => (model === '' ? by : `${by} · ${model}`), confidence: 'Confidence', label: 'AI', set: 'Set by a person', summary: 'Summary', notes: 'Notes', reason: 'Why this priority',
    right: 'AI value. Change it if it is wrong.', draft: 'Suggested reply', none: 'Nothing suggested.', says: (value: string) => `The AI says: ${value}`, sounds: { annoyed: 'Sounds annoyed.', angry: 'Sounds angry.' }, writtenIn: (language: string) => `Written in ${language}.`, local: 'Beckon, without a model', itself: 'Beckon read the ticket itself.', reasons: {
      nothing: 'Nothing in the ticket makes it more or less pressing than usual.', stated: (urgency: string) => `The requester says the urgency is ${urgency}.`, learned: (priority: string) => `Tickets like this one were mostly set to ${priority}.`,
      security: 'It may be a matter of security.', loss: 'Data may be lost.', down: 'Something that many depend on is down.', many: 'Many people are affected.', stuck: 'Somebody cannot work.', stake: 'Pay or a deadline is at stake.',
      urgent: 'The requester says it is urgent.', calm: 'The requester says it can wait.', wish: 'It is a question or a wish, not a fault.',
    }, headings: { 'Resolved before': 'Resolved before', 'Open and much alike': 'Open and much alike' },
  },
  verbs: {
    reason: 'Reason', reasonOptional: 'Reason (optional)', resolveTitle: (n: number) => `Resolve #${n}`, resolveNote: 'Note to the requester', resolveOwn: 'What solved it? (optional)', resolveHint: 'What was done. They get it, and can reopen.',
    declineTitle: (n: number) => `Not mine: #${n}`, declineHint: 'It goes to the next best person.', releaseTitle: (n: number) => `Release #${n}`, releaseHint: 'It goes back to the queue.', reopenTitle: (n: number) => `Reopen #${n}`, reopenHint: 'What is still wrong?',
    claimed: (n: number) => `#${n} is yours.`, declined: (n: number) => `#${n} goes to the next best.`, postponed: (n: number) => `You have more time for #${n}.`, released: (n: number) => `#${n} is back in the queue.`, resolved: (n: number) => `#${n} is resolved.`, reopened: (n: number) => `#${n} is open again.`,
    replied: 'Reply sent.', noted: 'Note saved.', saved: 'Saved.',
  },
  history: {
    opened: 'opened it', triaged: 'triaged it', postponed: 'asked for more time', assigned: 'assigned it', unassigned: 'unassigned it', queued: 'could not place it', claimed: 'claimed it', declined: 'said: not mine', released: 'released it',
    replied: 'replied', noted: 'wrote a note', resolved: 'resolved it', reopened: 'reopened it', closed: 'closed it', set: 'set', retriaged: 'asked for a new triage', rated: 'rated it', nudged: 'nudged the owner', escalated: 'escalated it', edited: 'edited', deleted: 'deleted', overdue: 'saw its time run out',
  },
  deeds: {
    none: 'none', by: (who: string, what: string) => `by ${who}: ${what}`, unaided: (what: string) => `without a model: ${what}`, to: (name: string) => `to ${name}`, from: (name: string) => `from ${name}`, changed: (what: string, before: string, after: string) => `${what} ${before} → ${after}`,
    fields: { priority: 'priority', skills: 'skills', skill: 'skill', tags: 'tags', status: 'status', name: 'name', capacity: 'capacity', title: 'title', summary: 'summary', notes: 'notes', category: 'category', 'business hours': 'business hours', 'time zone': 'time zone' },
    notActed: (name: string) => `${name} has not acted on it`, opening: 'the message that opened it', message: 'a message', stars: (n: string) => `${n} of 5`, account: (platform: string, name: string) => `${platform} account ${name}`, as: (role: string) => `as ${role}`,
    is: (one: string, other: string) => `${one} is ${other}`, isNow: (one: string, other: string) => `${one} is ${other} now`, listed: (n: string) => `the desk's list, now ${n}`, joined: 'joined to another account',
    patience: (priority: string) => `patience with ${priority}`, due: (priority: string) => `${priority} due`, holiday: (day: string) => `holiday ${day}`, noHoliday: (day: string) => `no holiday ${day}`, lead: (step: string, name: string) => `${step} tickets go to ${name}`, steps: { declined: 'declined', unattended: 'unattended', overdue: 'overdue' }, anyAdmin: 'any admin',
    here: 'here', everywhere: 'everywhere', stolen: 'a refresh token was used twice: it may have been stolen', wrong: (n: string, since: string) => `${n} wrong passwords since ${since}`, byLink: 'set by a one-time link', changedIt: 'changed',
  },
  notice: {
    opened: 'Ticket received', assigned: 'Assigned to you', unrouted: 'Nobody can take it', claimed: 'Somebody is on it', replied: 'New reply', resolved: 'Resolved', reopened: 'Reopened', nudged: 'Reminder',
    escalated: 'Escalated', overdue: 'Overdue', welcome: 'Welcome', password: 'Password link', assignedOther: 'Newly assigned',
  },
  conflict: {
    title: 'Somebody changed this meanwhile', lead: (n: number) => `Ticket #${n} has a newer version. Choose for each field which value to keep.`, yours: 'Yours', theirs: 'Theirs', keepTheirs: 'Keep theirs', useMine: 'Use mine',
  },
  live: { live: 'Live', connecting: 'Connecting…', offline: 'Offline', offlineLead: 'You are offline. What you see may be old; it refreshes by itself when the connection is back.' },
  errors: {
    title: 'Something went wrong', offline: 'The desk cannot be reached. Check your connection.', unknown: 'Something went wrong. Please try again.', again: 'Try again', notFound: 'There is no such page',
    notFoundLead: 'The address may be mistyped, or the page has moved.', home: 'Go to the start', forbidden: 'This page is for admins', forbiddenLead: 'Ask an admin of your desk if you need it.', newVersion: 'There is a newer version of this page.', reload: 'Reload',
  },
  profile: {
    title: 'Profile', you: 'You', name: 'Name', email: 'Email', role: 'Role', verified: 'confirmed', unverified: 'not confirmed yet', timeZone: 'Time zone', zoneHint: 'Times are shown in this zone. Quiet hours, working hours and the daily mail go by it.', browserZone: (z: string) => `As this browser (${z})`,
    look: 'Look and language', theme: 'Theme', themes: { system: 'As the system', light: 'Light', dark: 'Dark' }, language: 'Language', shortcuts: 'Single-key shortcuts', shortcutsHint: 'Switch off if you use speech input.',
    notifications: 'Notifications', notificationsLead: 'Choose what may reach you where. New work comes by mail and in one chat, news over one channel.', everything: 'Everything', digest: 'A mail with my tickets every working morning', kind: 'What happened', quiet: 'Quiet hours', quietHint: 'Notices wait until they end, unless the ticket is of high priority.', quietAlike: 'Choose two different times.', from: 'From', to: 'To', quietOn: 'Quiet hours',
    password: 'Password', changePassword: 'Change password', passwordChanged: 'Password changed. Your other sessions have ended.', sessions: 'Sessions', sessionCount: (n: number) => (n === 1 ? 'You are logged in on this browser only.' : `You are logged in on ${n} browsers.`),
    accounts: 'Chat accounts', noAccounts: 'None linked. Write to the bot once, with the same email address.', save: 'Save', saved: 'Saved.', skills: 'Skills', capacity: 'Tickets at once', capacityHint: '0 means the usual.',
    away: 'Away', awayHint: 'You get no new tickets in between.', addAway: 'Add time away', awayWrong: 'Choose a first and a last day, in this order.', firstDay: 'First day', lastDay: 'Last day',
  },
  people: {
    title: 'People', search: 'Search by name or email', role: 'Role', allRoles: 'All roles', invite: 'Invite', inviteTitle: 'Invite somebody', inviteHint: 'They get a mail with a link to set a password.', invited: (name: string) => `${name} is invited.`,
    name: 'Name', email: 'Email', skills: 'Skills', capacity: 'Tickets at once', active: 'Active', inactive: 'Deactivated', away: 'Away', deactivate: 'Deactivate', activate: 'Activate', signOut: 'Sign out everywhere', signedOut: (name: string) => `${name} is signed out everywhere.`,
    none: 'Nobody matches', noneLead: 'Try another name or role.', typeName: 'There are more: type a name.', gone: 'No moderator any more', saved: (name: string) => `${name} saved.`, edit: (name: string) => `Edit ${name}`, inactiveToo: 'Deactivated too', addSkill: 'Add a skill', state: 'State', you: 'you',
    deactivateYes: 'Yes, deactivate', access: 'Access', sessions: (n: number) => (n === 0 ? 'Not logged in anywhere.' : n === 1 ? 'Logged in on one browser.' : `Logged in on ${n} browsers.`), hours: 'Working hours', keepsHours: 'Gets tickets in working hours only', noZone: 'Not known (UTC)',
    deactivateTitle: (name: string) => `Deactivate ${name}?`, deactivateLead: 'They are signed out at once and can do nothing until you activate them again. Their tickets stay.',
  },
  skills: {
    title: 'Skills', lead: 'What the desk knows. Triage chooses from these names, and reads aliases and descriptions to choose well.', name: 'Name', aliases: 'Aliases', aliasesHint: 'Other words for it, separated by commas.', description: 'Description',
    descriptionHint: 'One sentence: which requests belong here.', add: 'Add skill', save: 'Save', saved: 'Skills saved.', edit: (name: string) => `Edit ${name}`, remove: 'Remove', removeYes: 'Yes, remove', removeTitle: (name: string) => `Remove ${name}?`, removeLead: 'Tickets and people keep the word; triage no longer uses it.', clash: 'Another admin has changed, merged or removed this skill since you opened it. Choose which to keep.',
    merge: 'Merge', mergeTitle: (name: string) => `Merge ${name} into another skill`, mergeInto: 'The skill that stays', mergeChoose: 'Choose a skill', mergeWhat: 'This will change:',
    mergeNames: (names: string, into: string) => `${names}: other words for ${into} from now on.`, mergeUses: (into: string) => `People and live tickets get ${into} instead.`,
    mergeCounts: (people: number, more: boolean, tickets: number, into: string) => `${more ? 'More than ' : ''}${people === 1 ? '1 person' : `${people} people`} and ${tickets === 1 ? '1 live ticket' : `${tickets} live tickets`} get ${into} instead.`,
    mergePast: (name: string) => `Tickets already resolved keep ${name}. There is no way back.`, mergeYes: (from: string, into: string) => `Merge ${from} into ${into}`,
    merged: (from: string, into: string, people: number, tickets: number) => `${from} is ${into} now, for ${people === 1 ? '1 person' : `${people} people`} and ${tickets === 1 ? '1 ticket' : `${tickets} tickets`}.`,
    none: 'No skills yet', noneLead: 'Add the first: tickets are routed by skills.',
  },
  hours: { from: 'From', to: 'To', overnight: 'until the next morning' },
  routing: {
    title: 'Routing', lead: 'Who gets a ticket, and how long it may wait. Changes hold for tickets from now on; return timers that run keep their time.', how: 'How somebody is chosen',
    howThere: 'Somebody who is there: nobody away, outside their working hours or full.', howKnows: 'Somebody who knows it: the more of its skills the better, and rare skills count more.',
    howRoom: 'Somebody with room: the fewer tickets against their capacity, the better.', howTurn: 'Whose last turn is longest ago, when all else is equal.',
    perPerson: 'Skills, capacity, working hours and leave are set for each person.', toPeople: 'Go to people', changes: 'Past changes', tryIt: 'Try it on a ticket',
    patience: 'Return timer', due: 'Due times', calendar: 'Calendar',
    leads: {
      patience: 'How long a ticket waits for its assignee to act, in their working time. Then they get a reminder; after the same time again it goes to the next best, and if nobody acts then, admins are told. 0 switches it off.',
      due: 'How much business time a ticket has, from opening until it should be resolved. Waiting on the requester does not count. 0 sets no time.',
      calendar: 'Due times count these hours only. On holidays no working time passes for anybody.',
      told: 'Who is named first gets the ticket; the others are told. While that person is away, any admin.',
    },
    business: 'Business hours', timeZone: 'Time zone', holiday: 'Holiday', holidayHint: 'A whole day, in the time zone above.', holidays: 'Holidays', addHoliday: 'Add holiday', noHolidays: 'No holidays yet.',
    minutes: 'minutes', hours: 'hours', unitOf: (what: string) => `Unit of ${what}`, wrong: { length: 'Write a number; at most 2,160 hours.', days: 'Choose at least one day.', lead: 'Choose somebody else: until then, any admin.' },
    told: 'Who is told when nobody acts', steps: { declined: 'Handed on three times', unattended: 'Nobody acted', overdue: 'Due time missed' }, anyAdmin: 'Any admin',
    save: 'Save', saved: 'Routing saved.', unsaved: 'There are changes you have not saved.', clash: 'Another admin has saved other values since you began. Choose which to keep.',
  },
  trial: {
    title: 'What would happen', lead: 'See who would get a ticket and why, and who would be told. Nothing is stored or sent.', text: 'Ticket', textHint: 'Write it as somebody would send it. The first line is its title.',
    when: 'When is it opened?', now: 'Now', atTime: 'At another time', time: 'Date and time', run: 'Show what would happen', none: 'Nothing tried yet', noneLead: 'Paste a ticket above. Try a night or a holiday too.',
    goesTo: (name: string) => `${name} would get it`, nobody: 'Nobody can take it: it would wait in the queue', openedAt: 'Opened', dueAt: 'due', assessment: 'Triage', told: 'Who would be told',
    noneTold: 'Nobody.', toldHint: 'The requester is told as well, where they asked.',
    able: (n: number) => `Can take it: ${n}`, unable: (n: number) => `Not eligible: ${n}`, noneAble: 'Nobody can take it now.', noneUnable: 'Nobody is left out.', knowsNothing: 'knows none of its skills',
    score: (n: number) => (n === 1 ? '1 point' : `${n} points`), fit: (n: number) => `fits ${n} %`, scoreHint: 'Points are the fit, halved by every half capacity of live tickets. Moderators who know it come before admins.',
    barred: { deactivated: 'deactivated', 'no moderator': 'no moderator', 'asked for it': 'asked for it', 'handed it on': 'handed it on', away: 'away', full: 'full', 'only a lead or admin now': 'only a lead or admin now', 'on holiday': 'on holiday', 'knows none of it': 'knows none of it' },
    phrases: {
      knows: (names: string) => `knows ${names}`, nobodyKnows: (names: string) => `nobody free knows ${names}, so an admin`, noModerator: 'no moderator is free, so an admin', nothingOpen: 'has nothing open',
      load: (live: string, share: string) => `has ${live} of ${share} open`, open: (live: string) => `has ${live} open`, away: (n: string) => `${n} away`, onHoliday: (n: string) => `${n} on holiday`, handedItOn: (n: string) => `${n} handed it on`,
      handedOnAdmin: (n: string) => `handed on ${n} times, so an admin`, handedOnLead: (n: string) => `handed on ${n} times, so the lead`, handedOnOnly: (n: string) => `handed on ${n} times, so only a lead or admin`,
      wasAway: (name: string, day: string) => `was with ${name}, who is away${until(day)}`, wasOnHoliday: (name: string, day: string) => `was with ${name}, who is on holiday${until(day)}`, wasModerator: (name: string) => `was with ${name}, who moderates no more`,
      chosen: (name: string) => `chosen by ${name}`, givenBack: (name: string) => `given back by ${name}`, full: (n: string) => `${n} full`, nobody: 'no moderator has these skills and there is no admin',
    },
  },
  integrations: {
    title: 'Integrations', lead: 'The services the desk works with. They are set up where the desk is started; here is how they fare.', since: 'since', error: 'Last error', errorOver: 'Last error, over now', passed: { slack: 'It works: a test is on its way to you.', discord: 'It works: a test is on its way to you.', email: 'It works: a test is on its way to you.', model: 'It works: it has read a sample ticket.', inngest: 'It works: it answers.' }, failed: 'Not working',
    states: { off: 'Not set up', starting: 'Starting', untried: 'Not used yet', ready: 'Ready', failing: 'Failing' },
    uses: { slack: 'Tickets from Slack, cards and direct messages.', discord: 'Tickets from Discord, cards and direct messages.', email: 'Notices, welcome mails and password links.', model: 'Reads new tickets. While it fails, Beckon reads them itself.', inngest: 'Carries every ticket through its steps and timers.' },
    setUp: { slack: 'Set SLACK_BOT_TOKEN to switch it on; the README says how.', discord: 'Set DISCORD_TOKEN to switch it on; the README says how.', email: 'Set SMTP_URL to switch it on; the README says how.', model: 'Set GEMINI_API_KEY or OPENAI_BASE_URL to switch it on. Until then Beckon reads tickets itself.', inngest: 'Set INNGEST_BASE_URL, or let Beckon start its own.' },
    test: { slack: 'Send a test', discord: 'Send a test', email: 'Send a test', model: 'Ask it something', inngest: 'Check it' },
  },
  audit: {
    title: 'Audit log', lead: 'Who did what, when and from where. The newest first.', none: 'Nothing in this period', noneLead: 'Choose an earlier day.', from: 'Since', to: 'Before', by: 'Who', anybody: 'Anybody', verb: 'What was done', anything: 'Anything', csv: 'Save as CSV',
    agent: (browser: string, system: string) => `${browser} on ${system}`,
    verbs: {
      edited: 'edited it', deleted: 'deleted something of', undone: 'took a change back', role: 'changed the role of', deactivated: 'deactivated', reactivated: 'reactivated', skills: 'changed the skills', routing: 'changed the routing',
      added: 'added', joined: 'joined', 'signed up': 'signed up', linked: 'linked', password: 'changed the password', 'logged in': 'logged in', 'logged out': 'logged out', refused: 'refused to log in',
    },
  },
  link: {
    title: 'Link your chat account', lead: (platform: string, name: string) => `Is this you on ${platform}: ${name}?`, hint: 'Tickets from there are then yours here, and messages reach you there.', confirm: 'Yes, link it', done: (platform: string) => `Your ${platform} account is linked.`, noToken: 'This page needs the link that the bot gave you.',
  },
  events: {
    title: 'Deliveries', lead: 'What is to be done and Inngest has not taken over yet. What it refuses is parked and waits for you.', parked: 'Parked', pending: 'Under way', none: 'Nothing is parked', noneLead: 'Inngest has refused nothing.', noneUnderWay: 'Everything is delivered', noneUnderWayLead: 'Nothing waits.',
    names: {
      'ticket/created': 'Read and assign a new ticket', 'ticket/queued': 'Assign a ticket', 'ticket/notice': 'Tell people of news', 'ticket/deliver': 'Send a message', 'ticket/chase': 'Remind or escalate', 'ticket/resolved': 'Learn from a resolved ticket',
      'user/signup': 'Send a welcome mail', 'user/digest': 'Send the daily mail', 'user/password': 'Send a password link', 'user/access': 'Mail who can come in',
    },
    tries: 'Tries', next: 'Next try', retry: 'Try again', retried: (what: string) => `Trying again: ${what}.`, capped: (n: number) => `These are the oldest ${n}. The next ones show as these are delivered.`, since: 'Caused',
  },
  insight: {
    title: 'Insight', range: 'Period', own: 'From … to …', first: 'First day', last: 'Last day', volumeWeekly: 'Tickets opened per week', days: (n: number) => `Last ${n} days`, volume: 'Tickets opened per day', byStatus: 'By status', byPriority: 'By priority', bySkill: 'By skill', response: 'Until somebody claimed or answered', resolution: 'Until resolved', half: 'Half within', most: 'Nine in ten within', backlog: 'Live tickets by age', readings: 'Who read the tickets', each: (time: string) => `${time} each`, tokens: (read: string, written: string) => `${read} tokens read, ${written} written`, acceptance: 'AI values that stood', acceptedOf: (a: number, p: number) => `${a} of ${p}`, truncated: 'More than 20,000 tickets were opened: volume, first answers and AI values are of the newest 20,000.', byOwner: 'Live tickets per person', bySource: 'By source', total: 'Opened', live: 'Live now', unassigned: 'Unassigned', resolved: 'Resolved',
    ages: { 'under a day': 'Under a day', '1 to 3 days': '1 to 3 days', '3 to 7 days': '3 to 7 days', '7 to 30 days': '7 to 30 days', '30 days or more': '30 days or more' },
    none: 'No tickets in this period.', noneTaken: 'No ticket of this period has been claimed or answered.', noneResolved: 'No ticket was resolved in this period.', noneDone: 'No ticket opened in this period is done with.', noneOpened: 'No ticket was opened in this period.', widest: (n: number) => `Show the last ${n} days`, csv: 'CSV', other: 'Other', unnamed: 'None', table: 'As a table', value: 'Value', tickets: 'Tickets', someone: 'Somebody else',
  },
  keys: {
    title: 'Keyboard', help: 'Show all shortcuts', palette: 'Command palette', down: 'Next ticket', up: 'Previous ticket', open: 'Open ticket', select: 'Select ticket', search: 'Search', queue: 'Go to the queue', newTicket: 'New ticket', profile: 'Go to profile', people: 'Go to people', insight: 'Go to insight',
    anywhere: 'Anywhere', list: 'In a list', ticket: 'On a ticket', note: 'Internal note', or: 'or', then: 'then', home: 'Go to the start', leave: 'Esc leaves a field; then letters are shortcuts again.',
  },
  palette: { title: 'Commands', placeholder: 'Type a command, #number or words to search', none: 'Nothing matches.', goTo: (n: string) => `Go to #${n}`, searchFor: (q: string) => `Search tickets for “${q}”`, theme: (t: string) => `Theme: ${t}`, language: (l: string) => `Language: ${l}` },
}

type Shape<T> = { [K in keyof T]: T[K] extends string ? string : T[K] extends (...args: infer A) => string ? (...args: A) => string : Shape<T[K]> }

export type Words = Shape<Omit<typeof en, 'refusals'>> & { refusals: Refusals | null }
