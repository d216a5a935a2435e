package local

import "strings"

// synonyms are words that people at a help desk use for one another, stemmed. They only widen the words of a skill;
// nothing is learned from them.
var synonyms = func() map[string][]string {
	all := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(synonymLines), "\n") {
		group := stems(words(line, 50))
		for _, w := range group {
			for _, other := range group {
				if other != w {
					all[w] = append(all[w], other)
				}
			}
		}
	}
	return all
}()

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
`
