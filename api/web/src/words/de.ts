import type { Words } from './en'

/** Every word the app says, in German. */
export const de: Words = {
  app: { name: 'Beckon', skip: 'Zum Inhalt springen', menu: 'Menü', close: 'Schließen', loading: 'Wird geladen …', pages: 'Seiten', views: 'Ansichten' },
  nav: {
    queue: 'Warteschlange', mine: 'Meine Tickets', newTicket: 'Neues Ticket', people: 'Personen', skills: 'Fähigkeiten', events: 'Zustellungen', audit: 'Protokoll',
    insight: 'Überblick', profile: 'Profil', logOut: 'Abmelden', logOutAll: 'Überall abmelden', admin: 'Verwaltung', search: 'Suchen oder springen …',
  },
  auth: {
    logIn: 'Anmelden', logInTitle: 'Am Helpdesk anmelden', signUp: 'Registrieren', signUpTitle: 'Konto anlegen',
    email: 'E-Mail', password: 'Passwort', name: 'Ihr Name', newPassword: 'Neues Passwort', oldPassword: 'Jetziges Passwort',
    passwordHint: 'Mindestens 8 Zeichen.', forgot: 'Passwort vergessen?', noAccount: 'Noch kein Konto?', haveAccount: 'Schon ein Konto?',
    forgotTitle: 'Passwort-Link anfordern', forgotHint: 'Wir schicken Ihnen einen Link, der einmal und 24 Stunden lang gilt.', sendLink: 'Link schicken',
    linkSent: 'Falls es ein Konto mit dieser Adresse gibt, ist ein Link unterwegs. Sehen Sie in Ihr Postfach.',
    setTitle: 'Passwort wählen', setButton: 'Speichern und anmelden', noToken: 'Diese Seite braucht den Link aus Ihrer E-Mail. Fordern Sie einen neuen an.',
    verifyTitle: 'E-Mail bestätigen', verifying: 'Ihre Adresse wird bestätigt …', verified: 'Danke. Ihre Adresse ist bestätigt.', goOn: 'Zum Helpdesk',
    tagline: 'Einmal fragen. Die richtige Person bekommt es.',
  },
  status: { open: 'Offen', in_progress: 'In Arbeit', waiting: 'Wartet', resolved: 'Gelöst', closed: 'Geschlossen' },
  priority: { low: 'Niedrig', medium: 'Mittel', high: 'Hoch' },
  role: { user: 'Anfragende', moderator: 'Moderation', admin: 'Admin' },
  platform: { slack: 'Slack', discord: 'Discord', email: 'E-Mail', web: 'Web', system: 'Beckon' },
  verb: { claim: 'Übernehmen', decline: 'Nicht meins', postpone: 'Mehr Zeit', release: 'Freigeben', reply: 'Antworten', resolve: 'Lösen', reopen: 'Wieder öffnen' },
  sort: {
    '-created': 'Neueste zuerst', created: 'Älteste zuerst', '-updated': 'Zuletzt geändert', updated: 'Am längsten unberührt',
    '-priority': 'Höchste Priorität', priority: 'Niedrigste Priorität',
  },
  ask: {
    title: 'Wobei brauchen Sie Hilfe?', lead: 'Schreiben Sie wie an eine Kollegin. In Sekunden bekommt es jemand, der sich auskennt.',
    subject: 'In einer Zeile', subjectHint: 'Zum Beispiel: VPN bricht alle zehn Minuten ab', details: 'Einzelheiten',
    detailsHint: 'Was geschieht, seit wann, was Sie versucht haben. Markdown geht.', write: 'Schreiben', preview: 'Vorschau', nothing: 'Noch nichts zu sehen.',
    urgency: 'Wie dringend ist es?', urgencies: { none: 'Kann ich nicht sagen', low: 'Es kann warten', medium: 'Es bremst mich', high: 'Ich kann nicht arbeiten' },
    send: 'Ticket öffnen', opened: (n) => `Ticket #${n} ist offen.`,
  },
  list: {
    mine: 'Meine Tickets', none: 'Noch keine Tickets', noneLead: 'Bitten Sie um Hilfe und verfolgen Sie sie hier.', nobody: 'noch niemand', owner: 'Zuständig', from: 'Von',
    noMatch: 'Kein Ticket passt', noMatchLead: 'Ändern Sie die Filter, oder sehen Sie alles.', clear: 'Filter löschen', caughtUp: 'Alles erledigt',
    caughtUpLead: 'Hier wartet nichts.', more: 'Mehr laden', untriaged: 'Wird eingeschätzt', changed: 'geändert', opened: 'geöffnet',
    count: (n) => (n === 1 ? '1 Ticket' : `${n.toLocaleString('de')} Tickets`), tickets: 'Tickets', foundIn: { title: 'Gefunden im Titel', body: 'Gefunden in den Einzelheiten', summary: 'Gefunden in der Zusammenfassung', comments: 'Gefunden im Gespräch' },
  },
  queue: {
    title: 'Warteschlange', search: 'Tickets durchsuchen', filters: 'Filter', status: 'Status', priority: 'Priorität', skill: 'Fähigkeit', owner: 'Zuständig', sort: 'Reihenfolge',
    requester: 'Anfragende', live: 'Laufend', everything: 'Alles', any: 'Beliebig', me: 'Ich', unassigned: 'Nicht zugewiesen', open: 'Zu tun',
    views: { live: 'Alle laufenden', mine: 'Meine', unassigned: 'Nicht zugewiesen', skills: 'Zu meinen Fähigkeiten', waiting: 'Wartend', resolved: 'Gelöst', everything: 'Alles', asked: 'Von mir gefragt' },
    select: (n) => `#${n} auswählen`, selected: (n) => `${n} ausgewählt`, clearSelection: 'Auswahl aufheben',
    assignTo: 'Zuweisen an', setStatus: 'Status setzen', setPriority: 'Priorität setzen', addTag: 'Schlagwort dazu', tag: 'Schlagwort', apply: 'Anwenden', nobody: 'Niemand',
    done: (n) => (n === 1 ? '1 Ticket geändert.' : `${n} Tickets geändert.`), failed: (n, why) => `${n} ließen sich nicht ändern: ${why}`,
    undo: 'Rückgängig', undone: 'Rückgängig gemacht.', newer: 'Die Liste hat sich geändert.', refresh: 'Neu laden', today: 'Heute', yesterday: 'Gestern', week: 'Diese Woche', age: 'Geöffnet',
    ages: { any: 'Irgendwann', day: 'Letzte 24 Stunden', week: 'Letzte 7 Tage', month: 'Letzte 30 Tage' }, category: 'Kategorie',
  },
  savedViews: {
    title: 'Gespeicherte Ansichten', save: 'Ansicht speichern', edit: 'Ansicht bearbeiten', name: 'Name', hint: 'Sie behält Filter und Reihenfolge. Eine Ansicht mit demselben Namen wird ersetzt.', remove: 'Ansicht löschen',
    saved: (name) => `„${name}“ ist gespeichert.`, deleted: (name) => `„${name}“ ist gelöscht.`, goTo: (name) => `Ansicht: ${name}`,
  },
  ticket: {
    description: 'Beschreibung', noDescription: 'Keine Einzelheiten angegeben.', conversation: 'Gespräch', noReplies: 'Noch keine Antworten.', reply: 'Antworten', note: 'Interne Notiz',
    replyTo: (name) => `${name} antworten`, replyHint: 'Geht an die anfragende Person.', noteHint: 'Nur Moderation und Admins sehen das.', noteLabel: 'Intern: Die anfragende Person sieht das nicht',
    waiting: 'Jetzt auf Antwort warten', send: 'Antwort senden', sendNote: 'Notiz speichern', yourReply: 'Ihre Antwort', yourNote: 'Ihre Notiz', owner: 'Zuständig', requester: 'Anfrage von',
    status: 'Status', priority: 'Priorität', skills: 'Fähigkeiten', tags: 'Schlagwörter', category: 'Kategorie', opened: 'Geöffnet', resolvedAt: 'Gelöst', claimed: 'Übernommen', notClaimed: 'noch nicht übernommen',
    nobody: 'Noch niemand', facts: 'Angaben', history: 'Verlauf', notices: 'Wer benachrichtigt wurde', similar: 'Ähnliche Tickets', noSimilar: 'Keine gefunden.', why: 'Warum diese Person', runnersUp: 'Die Nächsten', refusals: 'Weitergegeben',
    noWhy: 'Noch nicht zugeteilt.', noNotices: 'Noch wurde niemandem etwas mitgeteilt.', noAddress: 'auf keinem Weg erreichbar',
    edit: 'Bearbeiten', save: 'Speichern', cancel: 'Abbrechen', add: 'Dazu', remove: (what) => `${what} entfernen`, none: 'Keine', deleted: 'Diese Nachricht wurde gelöscht.', edited: 'bearbeitet',
    via: (platform) => `über ${platform}`, seeOrigin: 'Zum Ursprung', follow: 'Folgen', unfollow: 'Nicht mehr folgen', assign: 'Zuweisen', takeOver: 'Selbst nehmen', retriage: 'Neu einschätzen',
    urgency: (u) => `Laut Anfrage: ${u}`, queued: 'In der Warteschlange seit', unknown: (n) => `Es gibt kein Ticket #${n}`, unknownLead: 'Vielleicht hat es eine andere Nummer, oder Sie dürfen es nicht sehen.',
    pending: 'Die Einschätzung läuft. Diese Seite aktualisiert sich selbst.', pendingShort: 'Ihr Ticket wird gelesen. Gleich bekommt es jemand, der sich auskennt.',
    withOwner: (name) => `${name} arbeitet daran.`, offered: (name) => `An ${name} gegeben, noch nicht übernommen.`, noOwner: 'Wartet darauf, dass es jemand nimmt.', yourTurn: 'Wartet auf Ihre Antwort.', isResolved: 'Gelöst. Öffnen Sie es wieder, wenn das Problem zurück ist.', isClosed: 'Geschlossen.',
    you: 'Sie', beckon: 'Beckon', title: 'Titel', useDraft: 'Vorgeschlagene Antwort nehmen', receipts: { due: 'wird gesendet', sending: 'wird gerade gesendet', sent: 'gesendet', unconfirmed: 'gesendet, nicht bestätigt', failed: 'gescheitert', skipped: 'nicht gesendet' },
    attempts: (n) => `${n} Versuche`, rate: 'Wie war es?', rated: 'Danke für die Bewertung.', stars: (n) => `${n} von 5`, changeRating: 'Ihre Bewertung', ahead: (n) => (n === 0 ? 'Sie sind als Nächstes dran.' : n === 1 ? '1 Ticket ist vor Ihrem.' : `${n} Tickets sind vor Ihrem.`), usual: (from, to) => `Solche Tickets warten meist ${from} bis ${to}.`, notBefore: 'nicht vor', shown: 'Für die anfragende Person sichtbar', back: 'Zurück zur Liste',
  },
  ai: {
    title: 'Einschätzung', by: (by, model) => (model === '' ? by : `${by} · ${model}`), confidence: 'Sicherheit', label: 'KI', set: 'Von einer Person gesetzt', summary: 'Zusammenfassung', notes: 'Hinweise', reason: 'Warum diese Priorität',
    right: 'Wert der KI. Ändern Sie ihn, wenn er falsch ist.', draft: 'Vorgeschlagene Antwort', none: 'Nichts vorgeschlagen.', local: 'Beckon, ohne Modell', fallback: 'Das bevorzugte Modell hat nicht geantwortet',
  },
  verbs: {
    reason: 'Grund', reasonOptional: 'Grund (freiwillig)', resolveTitle: (n) => `#${n} lösen`, resolveNote: 'Nachricht an die anfragende Person', resolveHint: 'Was getan wurde. Sie bekommt es und kann wieder öffnen.',
    declineTitle: (n) => `Nicht meins: #${n}`, declineHint: 'Es geht an die nächste passende Person.', releaseTitle: (n) => `#${n} freigeben`, releaseHint: 'Es geht zurück in die Warteschlange.', reopenTitle: (n) => `#${n} wieder öffnen`, reopenHint: 'Was stimmt noch nicht?',
    claimed: (n) => `#${n} gehört Ihnen.`, declined: (n) => `#${n} geht weiter.`, postponed: (n) => `Sie haben mehr Zeit für #${n}.`, released: (n) => `#${n} ist zurück in der Warteschlange.`, resolved: (n) => `#${n} ist gelöst.`, reopened: (n) => `#${n} ist wieder offen.`,
    replied: 'Antwort gesendet.', noted: 'Notiz gespeichert.', saved: 'Gespeichert.',
  },
  history: {
    opened: 'hat es geöffnet', triaged: 'hat es eingeschätzt', postponed: 'bat um mehr Zeit', assigned: 'hat es zugewiesen', unassigned: 'hat die Zuweisung aufgehoben', queued: 'fand niemanden', claimed: 'hat es übernommen', declined: 'sagt: nicht meins', released: 'hat es freigegeben',
    replied: 'hat geantwortet', noted: 'hat eine Notiz geschrieben', resolved: 'hat es gelöst', reopened: 'hat es wieder geöffnet', closed: 'hat es geschlossen', set: 'hat gesetzt', retriaged: 'bat um neue Einschätzung', rated: 'hat bewertet', nudged: 'hat erinnert', escalated: 'hat es eskaliert',
  },
  notice: {
    opened: 'Ticket angekommen', assigned: 'Ihnen zugewiesen', unrouted: 'Niemand kann es nehmen', claimed: 'Jemand ist daran', replied: 'Neue Antwort', resolved: 'Gelöst', reopened: 'Wieder geöffnet', nudged: 'Erinnerung',
    escalated: 'Eskaliert', welcome: 'Willkommen', password: 'Passwort-Link',
  },
  conflict: {
    title: 'Jemand hat das inzwischen geändert', lead: (n) => `Von Ticket #${n} gibt es eine neuere Fassung. Wählen Sie je Feld, welcher Wert bleibt.`, yours: 'Ihr Wert', theirs: 'Neuer Wert', keepTheirs: 'Neuen behalten', useMine: 'Meinen nehmen',
  },
  live: { live: 'Live', connecting: 'Verbindet …', offline: 'Offline', offlineLead: 'Sie sind offline. Was Sie sehen, kann alt sein; es wird von selbst aktuell, sobald die Verbindung steht.' },
  errors: {
    title: 'Etwas ist schiefgegangen', offline: 'Der Helpdesk ist nicht erreichbar. Prüfen Sie Ihre Verbindung.', unknown: 'Etwas ist schiefgegangen. Bitte versuchen Sie es noch einmal.', again: 'Noch einmal', notFound: 'Diese Seite gibt es nicht',
    notFoundLead: 'Vielleicht ist die Adresse vertippt, oder die Seite ist umgezogen.', home: 'Zum Anfang', forbidden: 'Diese Seite ist für Admins', forbiddenLead: 'Fragen Sie eine Admin-Person, wenn Sie sie brauchen.', newVersion: 'Es gibt eine neuere Fassung dieser Seite.', reload: 'Neu laden',
  },
  profile: {
    title: 'Profil', you: 'Sie', name: 'Name', email: 'E-Mail', role: 'Rolle', verified: 'bestätigt', unverified: 'noch nicht bestätigt', timeZone: 'Zeitzone', zoneHint: 'Zeiten erscheinen in dieser Zone.', browserZone: (z) => `Wie dieser Browser (${z})`,
    look: 'Aussehen und Sprache', theme: 'Farben', themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' }, language: 'Sprache', shortcuts: 'Einzeltasten als Kurzbefehle', shortcutsHint: 'Schalten Sie sie ab, wenn Sie diktieren.',
    notifications: 'Benachrichtigungen', notificationsLead: 'Wählen Sie, was Sie wo erreicht.', digest: 'Eine tägliche Übersicht statt einzelner E-Mails', kind: 'Was geschehen ist', quiet: 'Ruhezeit', quietHint: 'Dazwischen wird nur Dringendes gesendet.', from: 'Von', to: 'Bis', quietOn: 'Nachts Ruhe',
    password: 'Passwort', changePassword: 'Passwort ändern', passwordChanged: 'Passwort geändert. Ihre anderen Sitzungen sind beendet.', sessions: 'Sitzungen', sessionCount: (n) => (n === 1 ? 'Sie sind nur in diesem Browser angemeldet.' : `Sie sind in ${n} Browsern angemeldet.`),
    accounts: 'Chat-Konten', noAccounts: 'Keine verknüpft. Schreiben Sie dem Bot einmal, mit derselben E-Mail-Adresse.', save: 'Speichern', saved: 'Gespeichert.', skills: 'Fähigkeiten', capacity: 'Tickets zugleich', capacityHint: '0 heißt: wie üblich.',
    away: 'Abwesend', awayHint: 'Dazwischen bekommen Sie keine neuen Tickets.', addAway: 'Abwesenheit dazu', firstDay: 'Erster Tag', lastDay: 'Letzter Tag',
  },
  people: {
    title: 'Personen', search: 'Nach Name oder E-Mail suchen', role: 'Rolle', allRoles: 'Alle Rollen', invite: 'Einladen', inviteTitle: 'Jemanden einladen', inviteHint: 'Die Person bekommt eine E-Mail mit einem Link für ihr Passwort.', invited: (name) => `${name} ist eingeladen.`,
    name: 'Name', email: 'E-Mail', skills: 'Fähigkeiten', capacity: 'Tickets zugleich', active: 'Aktiv', inactive: 'Stillgelegt', away: 'Abwesend', deactivate: 'Stilllegen', activate: 'Wieder zulassen', signOut: 'Überall abmelden', signedOut: (name) => `${name} ist überall abgemeldet.`,
    none: 'Niemand passt', noneLead: 'Versuchen Sie einen anderen Namen oder eine andere Rolle.', saved: (name) => `${name} gespeichert.`, edit: (name) => `${name} bearbeiten`, inactiveToo: 'Auch Stillgelegte', more: 'Mehr zeigen', addSkill: 'Fähigkeit dazu', state: 'Zustand', you: 'Sie',
    deactivateTitle: (name) => `${name} stilllegen?`, deactivateLead: 'Die Person wird sofort abgemeldet und kann nichts tun, bis Sie sie wieder zulassen. Ihre Tickets bleiben.',
  },
  skills: {
    title: 'Fähigkeiten', lead: 'Was der Helpdesk kann. Die Einschätzung wählt aus diesen Namen und liest dazu die anderen Wörter und Beschreibungen.', name: 'Name', aliases: 'Andere Wörter', aliasesHint: 'Durch Kommas getrennt.', description: 'Beschreibung',
    descriptionHint: 'Ein Satz: welche Anfragen hierher gehören.', add: 'Fähigkeit dazu', save: 'Speichern', saved: 'Fähigkeiten gespeichert.', edit: (name) => `${name} bearbeiten`, remove: 'Entfernen', removeTitle: (name) => `${name} entfernen?`, removeLead: 'Tickets und Personen behalten das Wort; die Einschätzung nutzt es nicht mehr.',
    none: 'Noch keine Fähigkeiten', noneLead: 'Legen Sie die erste an: Tickets werden danach verteilt.',
  },
  audit: {
    title: 'Protokoll', lead: 'Wer was wann und von wo getan hat. Das Neueste zuerst.', none: 'Nichts in diesem Zeitraum', noneLead: 'Wählen Sie einen früheren Tag.', from: 'Seit', verb: 'Was getan wurde', anything: 'Alles', csv: 'Als CSV speichern',
  },
  link: {
    title: 'Chat-Konto verknüpfen', lead: (platform, name) => `Sind Sie das auf ${platform}: ${name}?`, hint: 'Tickets von dort gehören dann hier Ihnen, und Nachrichten erreichen Sie dort.', confirm: 'Ja, verknüpfen', done: (platform) => `Ihr Konto bei ${platform} ist verknüpft.`, noToken: 'Diese Seite braucht den Link, den der Bot Ihnen gegeben hat.',
  },
  events: {
    title: 'Zustellungen', lead: 'Was der Helpdesk seinem Ablauf noch schuldet. Geparktes ist zu oft gescheitert und wartet auf Sie.', parked: 'Geparkt', pending: 'Alles Unzugestellte', none: 'Alles ist zugestellt', noneLead: 'Nichts wartet, nichts ist gescheitert.',
    event: 'Ereignis', about: 'Betrifft', tries: 'Versuche', next: 'Nächster Versuch', error: 'Fehler', retry: 'Noch einmal', retried: 'Es wird jetzt noch einmal versucht.', since: 'Seit',
  },
  insight: {
    title: 'Überblick', range: 'Zeitraum', days: (n) => `Letzte ${n} Tage`, volume: 'Geöffnete Tickets je Tag', byStatus: 'Nach Status', byPriority: 'Nach Priorität', bySkill: 'Nach Fähigkeit', response: 'Bis jemand übernahm oder antwortete', resolution: 'Bis gelöst', half: 'Die Hälfte in', most: 'Neun von zehn in', backlog: 'Laufende Tickets nach Alter', acceptance: 'KI-Werte, die blieben', acceptedOf: (a, p) => `${a} von ${p}`, truncated: 'Nur von den neuesten 20.000 Tickets.', byOwner: 'Laufende Tickets je Person', bySource: 'Nach Herkunft', total: 'Geöffnet', live: 'Jetzt laufend', unassigned: 'Nicht zugewiesen', resolved: 'Gelöst',
    ages: { 'under a day': 'Unter einem Tag', '1 to 3 days': '1 bis 3 Tage', '3 to 7 days': '3 bis 7 Tage', '7 to 30 days': '7 bis 30 Tage', '30 days or more': '30 Tage und mehr' },
    none: 'Keine Tickets in diesem Zeitraum.', csv: 'CSV', other: 'Andere', unnamed: 'Keine', table: 'Als Tabelle', value: 'Wert', tickets: 'Tickets', someone: 'Jemand anderes',
  },
  keys: {
    title: 'Tastatur', help: 'Alle Kurzbefehle zeigen', palette: 'Befehle', down: 'Nächstes Ticket', up: 'Voriges Ticket', open: 'Ticket öffnen', select: 'Ticket auswählen', search: 'Suchen', queue: 'Zur Warteschlange', newTicket: 'Neues Ticket', profile: 'Zum Profil', people: 'Zu den Personen', insight: 'Zum Überblick',
    anywhere: 'Überall', list: 'In einer Liste', ticket: 'Bei einem Ticket', note: 'Interne Notiz', or: 'oder', then: 'dann', home: 'Zum Anfang',
  },
  palette: { title: 'Befehle', placeholder: 'Befehl, #Nummer oder Suchwörter', none: 'Nichts passt.', goTo: (n) => `Zu #${n}`, searchFor: (q) => `Tickets durchsuchen nach „${q}“`, theme: (t) => `Farben: ${t}`, language: (l) => `Sprache: ${l}` },
}
