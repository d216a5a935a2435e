// Package tickets is the domain of Beckon: what a ticket and a person are, the
// rules of the desk, and the interfaces it asks the world to fulfil (Store,
// Triager, Notifier, Publisher). It imports nothing else of ours; everything
// else points here.
//
// Service has one method for every verb of the desk. The API, the bot and the
// durable flow call those and nothing else, so a rule holds from whichever
// surface a change comes.
//
// Three promises shape the types:
//
//   - Nothing is lost. A change and the events it causes are one atomic write
//     (Ticket.Outbox, User.Outbox). A relay publishes pending events; a sweep
//     finds what stopped moving and says it again.
//   - Nothing happens twice. Every inbound delivery carries a stable key that
//     is stored with its effect (Ticket.IntakeKey, Comment.Key), and every
//     outbound message has a Receipt that is written before it is sent.
//   - One winner. Every change is a conditional write through Store.UpdateTicket;
//     afterwards every posted copy of the card is redrawn from what is stored.
//
// # What happens when …
//
// Each line is shown by the test behind it. The tests TestChaos, TestChaosOnDiscord
// and TestChaosOnMongoDB (cmd/beckon) do all that is marked * to a running desk at
// once and count in the chat, in the mailboxes and in the records;
// go test ./cmd/beckon -run Chaos -chaos=10m -timeout=90m does so for longer.
//
//	Beckon is killed *               what it had answered is stored; work goes on at the next start     TestChaos, sqlite.TestSurvivesKill
//	… while it sends a message *     Slack is searched first; a mail goes again, and its receipt says   TestAMessageSentButNotRecordedIsLookedForOrOwnedUpTo
//	                                 that it may have arrived twice
//	Inngest is killed *              the sweep says everything unfinished again, under new ids          TestTicketsSurviveTheDeathOfInngestInABurst, TestAPasswordLinkThatWasLostIsAskedForAgain
//	… while cards want redrawing     the sweep finds those that show an older state                     TestTheSweepFindsCardsThatWereNotRedrawn
//	Inngest is slow                  it is told the same less and less often                            TestTheSweepTellsASlowEngineLessAndLessOften
//	Inngest is down                  tickets are taken; events wait in the outbox, in order             TestTicketsAreTakenWhileInngestIsDown, TestTheRelayKeepsTheOrderThroughFailures
//	Slack, mail are slow, 429, 500 * tried again, ten times; then mail stands in for chat               TestAMessageIsGivenUpAfterTenTries, TestAChannelThatFailsForGoodIsReplacedByMail
//	a reply of theirs is lost *      Slack: one message. Mail: not sent again, "unconfirmed"            TestALostReplyOfSlackMeansOneCard, TestALostReplyOfTheMailServerMeansOneMail
//	Gemini fails in any way *        the local triager reads the ticket and says why                    TestATicketIsTriagedWhateverGeminiDoes
//	Discord's gateway breaks *       the session is resumed, by the next desk too; what was not          TestTheGatewayComesBack, TestAnInstanceThatWasKilledTakesItsOwnLease,
//	                                 acknowledged in 3 s Discord has told its sender of itself          TestWhoWasPromisedAnAnswerGetsItAfterARestart
//	what was sent is not recorded *  whoever sent it looks for it at once, others after a minute        TestATryThatCouldNotBeRecordedIsTakenUpAtOnceByWhoeverBeganIt
//	Inngest refuses an event         it is parked, admins see and retry it; the others go on            TestAnEventThatTheEngineRefusesIsParkedAndCanBeRetried
//	the records do not answer *      a sentence says so, nothing is half done, the relay goes on        TestTheRelayOutlastsTheStore
//	the disk is full *               a sentence says so, with one's words; goes on when there is room   TestAFullDiskIsSaidAndOutlasted, TestADeskThatStartsOnAFullDiskSaysSo
//	the clock jumps                  nothing waits for time to catch up: sweep, sending, leases         TestTheSweepFindsWhatIsStuckWhateverTheClockDoes, TestATryIsOverWhateverTheClockDoes, TestALeaseEndsWhateverTheClockDoes
//	Beckon is told to stop           every request is answered, streams end, what is sent is recorded   TestTheDeskStopsUnderLoadWithoutAFailedRequest
//	several instances are restarted  one after the other: no request fails, everybody is told once      TestTwoInstancesAreRestartedUnderLoadAndNobodyNotices
//	one of several is killed         another has its duties within half a minute, and does its work     TestAnotherInstanceTakesOverFromOneThatIsKilled
//	Slack has several sockets        each delivery is handled once, whichever instance gets it          TestOfTwoInstancesOnSlacksSocketOneHandlesEachEnvelope
//	another instance changes a thing browsers hear of it within a second; clocks may be 30 s apart      TestWhatAnotherInstanceChangesIsHeardWithinASecond, TestStreamResumesOnAnotherInstance
//	Slack could not tell us for long what was written, edited or deleted is read, and taken in once       slack.TestWhatIsWrittenWhileNobodyListensIsTakenIn, slack.TestWhatHindersTheReadingDelaysItOnly
//	a file's sender dies, or we do  a ticket never names a file that is not there; what none names goes  TestAFileIsNeverNamedWithoutBeingThere, TestTheSweepRemovesFilesThatNoTicketCameToName
//	a delivery comes eleven times    one ticket                                                         TestADeliveryRepeatedElevenTimesIsOneTicket
//	its author edits a chat message  the ticket says the newest text, in whatever order edits are told  TestTheNewestEditCountsInWhateverOrderTheyCome
//	… or deletes it                  a tombstone; the words leave the history and news not yet sent     TestADeletedMessageLeavesATombstone
//	200 people claim at once         one winner, who the others are told, and what is next for them     TestTwoHundredClaimsAtOnceHaveOneWinner, bot.TestWhoLosesAClaimIsToldWhoWonAndWhatIsNext
package tickets
