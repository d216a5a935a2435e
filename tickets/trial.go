package tickets

// NoticeTest is what an admin sends themselves to see whether a channel works.
// It belongs to no ticket.
const NoticeTest NoticeKind = "test"
