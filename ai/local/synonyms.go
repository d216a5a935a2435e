package local

import "strings"

// concepts says in which groups of synonyms a stemmed word is. Tickets are read for them, so that what is learned of "fee"
// is learned of "commission".
var concepts = map[string][]uint32{}

// synonyms are the words that people at a help desk use for a stemmed word. They widen the words of a skill.
var synonyms = map[string][]string{}

func init() {
	for i, group := range groups(synonymLines) {
		for _, w := range group {
			concepts[w] = append(concepts[w], uint32(i))
		}
	}
	for _, group := range groups(synonymLines + looseLines) {
		for _, w := range group {
			for _, other := range group {
				if other != w {
					synonyms[w] = append(synonyms[w], other)
				}
			}
		}
	}
}

// groups reads words that belong together, a group a line.
func groups(lines string) (out [][]string) {
	for line := range strings.Lines(strings.TrimSpace(lines)) {
		_, parted := words(line, 50)
		out = append(out, stems(parted))
	}
	return out
}

const synonymLines = `
vpn tunnel remote
wifi wireless wlan hotspot
network internet lan connection connectivity
email mail outlook mailbox inbox exchange
laptop computer pc notebook desktop workstation macbook
phone telephone mobile smartphone cell handset
print printer printing toner scanner
password passcode pin credential passphrase
login logon signin log sign
account profile user
access permission rights authorization authorisation
hardware device equipment
software application app program
install installation setup set
crash freeze hang
slow lag performance
server host
database sql db
payroll salary wage paycheck
invoice billing bill
payment pay paid
card debit credit
cash money atm
fee charge cost charged
refund reimbursement money
transfer send sent
arrive arrival delivery deliver receive received come
lost missing lose
stolen steal theft
cancel cancellation stop
declined rejected refused denied
fail failed failing unsuccessful
wrong incorrect error mistake
exchange convert conversion
currency currencies
verify verification confirm prove
identity id
country countries abroad
order request buy purchase
update change edit modify
delete remove close terminate
limit maximum minimum restriction
expire expiry expiration
recognise recognize know
pending waiting processing
supported accept accepted support
documentation docs document guide manual
monitor screen display
security virus malware phishing hacked
meeting calendar appointment
holiday leave vacation
close end terminate shut
cancel undo revert reverse reversal
back return revert
child kid daughter son age minor teenager
europe european eu uk usa country foreign international travel location
identity identification identify passport document
prove proof verify confirm validate
deposit load fund topup top
add top link connect attach
automatic auto automate recurring schedule
commission fee
stuck swallow keep retain eat ate
spare second another additional extra
estimate long soon days
unusual unknown strange unauthorized unrecognized recognise
fraud fraudulent compromise hack somebody someone else
cheque check
salary paycheck employer
merchant shop store restaurant place
block lock unblock unlock
attempt try tries
forget forgot remember
passcode code
twice double duplicate two
detail information data address name
exchange swap
maximum most
track follow status
activate activation start enable
recipient beneficiary payee friend
source origin
physical plastic
reset restore
`

// looseLines are what people ask in other words than a skill is called by: how long, for "timing"; cannot, for "unable".
// They are no concepts: as features of every ticket, words as common as these made the help desk's answers worse.
const looseLines = `timing time long take wait when soon day hour
unable cannot trouble unsuccessful fail
recognise recognize unfamiliar someone
withdraw withdrawal atm cashpoint
currency dollar euro pound yen usd eur gbp aud foreign
receive paid salary employer
physical plastic actual real
order get want
limit many per maximum
age old young year
spare more
revert disappear gone vanish return
pending still yet processing through
decline work through
arrival track tracking yet
compromise someone
allow permit permitted let
update reflect show
support offer available accept hold
bank swift sepa iban wire
visa mastercard amex express credit
detail move moved married marry surname
link relink reactivate
wrong different less
amount much less short
request want
card visa mastercard
`
