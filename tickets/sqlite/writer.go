package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
)

// errClosed is what calls on a closed store get.
var errClosed = errors.New("the store is closed")

// maxBatch bounds how many writes share a transaction, and so how long the
// first of them waits.
const maxBatch = 256

// writer is the one goroutine that writes.
type writer struct {
	db      *sql.DB
	tx      *tx
	queue   chan *write
	closing chan struct{}
	stopped chan struct{}
	once    sync.Once
	err     error
}

// write is one operation on its way through the writer. do runs a second time
// when the transaction it shared failed.
type write struct {
	do    func(*tx) error
	state atomic.Int32
	err   error
	done  chan struct{}
}

const (
	queued int32 = iota
	begun
	abandoned
)

func startWriter(ctx context.Context, db *sql.DB) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{
		db: db, tx: &tx{conn: conn, stmts: map[string]*sql.Stmt{}},
		queue: make(chan *write, maxBatch), closing: make(chan struct{}), stopped: make(chan struct{}),
	}
	go w.run()
	return w, nil
}

// stop lets the writes that wait be done, then closes the connection.
func (w *writer) stop() error {
	w.once.Do(func() {
		close(w.closing)
		<-w.stopped
		w.err = errors.Join(w.tx.close(), w.db.Close())
	})
	return w.err
}

// write runs do in a transaction and returns once its effect is on the disk, or
// has been undone. A write that has not begun when ctx ends never does.
func (w *writer) write(ctx context.Context, do func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	op := &write{do: do, done: make(chan struct{})}
	select {
	case w.queue <- op:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.closing:
		return errClosed
	}
	select {
	case <-op.done:
		return op.err
	case <-ctx.Done():
		return op.abandon(ctx.Err())
	case <-w.stopped:
		return op.abandon(errClosed)
	}
}

// abandon takes the write back if it has not begun; otherwise its fate decides.
func (op *write) abandon(why error) error {
	if op.state.CompareAndSwap(queued, abandoned) {
		return why
	}
	<-op.done
	return op.err
}

func (w *writer) run() {
	defer close(w.stopped)
	for {
		select {
		case op := <-w.queue:
			w.commit(w.gather(op))
		case <-w.closing:
			for {
				select {
				case op := <-w.queue:
					w.commit(w.gather(op))
				default:
					return
				}
			}
		}
	}
}

// gather returns what shares the next transaction: all that waits now.
func (w *writer) gather(first *write) []*write {
	runtime.Gosched() // those just acknowledged may be about to write again
	batch := []*write{}
	for op := first; ; {
		if op.state.CompareAndSwap(queued, begun) {
			batch = append(batch, op)
		}
		if len(batch) == maxBatch {
			return batch
		}
		select {
		case op = <-w.queue:
		default:
			return batch
		}
	}
}

// commit runs a batch in one transaction and tells every caller how it ended.
// A savepoint around each operation would have the full-text index written out
// at each; so there are none until an operation fails.
func (w *writer) commit(batch []*write) {
	if len(batch) == 0 {
		return
	}
	err := w.try(batch, (*tx).plainly)
	if err != nil {
		err = w.try(batch, (*tx).apart)
	}
	for _, op := range batch {
		if err != nil {
			op.err = explain(err)
		}
		close(op.done)
	}
}

// try runs a batch in a transaction. An error means that nothing was kept.
func (w *writer) try(batch []*write, run func(*tx, *write) error) (err error) {
	if err := w.tx.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, op := range batch {
		if err = run(w.tx, op); err != nil {
			break
		}
	}
	if err == nil {
		err = w.tx.exec("COMMIT")
	}
	if err != nil {
		_ = w.tx.exec("ROLLBACK") // fails when the engine has done so, as on a full disk
	}
	return err
}

// plainly runs an operation whose failure spoils the transaction.
func (t *tx) plainly(op *write) error {
	op.err = op.do(t)
	return op.err
}

// apart runs an operation whose failure undoes only itself.
func (t *tx) apart(op *write) error {
	if err := t.exec("SAVEPOINT op"); err != nil {
		return err
	}
	if op.err = explain(op.do(t)); op.err != nil {
		if err := t.exec("ROLLBACK TO op"); err != nil {
			return op.err // the engine gave up the whole transaction
		}
	}
	return t.exec("RELEASE op")
}

// tx is the writer's connection within a transaction. Its statements are
// prepared once.
type tx struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

// close ends the statements too: the engine keeps the file open, and its log
// beside it, while there is one.
func (t *tx) close() error {
	for _, s := range t.stmts {
		_ = s.Close()
	}
	return t.conn.Close()
}

func (t *tx) stmt(query string) (*sql.Stmt, error) {
	if s := t.stmts[query]; s != nil {
		return s, nil
	}
	s, err := t.conn.PrepareContext(context.Background(), query)
	if err == nil {
		t.stmts[query] = s
	}
	return s, err
}

func (t *tx) exec(query string, args ...any) error {
	_, err := t.run(query, args...)
	return err
}

func (t *tx) run(query string, args ...any) (sql.Result, error) {
	s, err := t.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.Exec(args...)
}

// scan reads one row; sql.ErrNoRows when there is none.
func (t *tx) scan(query string, args []any, into ...any) error {
	s, err := t.stmt(query)
	if err != nil {
		return err
	}
	return s.QueryRow(args...).Scan(into...)
}
