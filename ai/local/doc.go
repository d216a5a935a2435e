// Package local is the triager that needs no network: a small learner in pure Go.
//
// Cold, it knows only the desk's list of skills and matches their names, aliases and descriptions as whole stemmed
// words, and by what English words mean (a table that comes with it). Warm, it learns from what people finally set: a
// ticket's skills, its priority and who took it. Each answer is a log-linear mixture of several views of the ticket
// (hashed linear learner, nearest neighbours, histories of the requester and of the intake fields, names of the skills
// and, for the first thousand tickets, the meaning of its words), whose weights are learned from how each view did on
// tickets it had not yet seen. Confidences are calibrated the same way, so that they mean what they say.
//
// Everything is deterministic: the same tickets in the same order give the same answers to the last bit.
package local
