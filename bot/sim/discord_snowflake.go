package sim

import (
	"cmp"
	"strconv"
	"time"
)

// discordEpoch is the first millisecond of 2015, where Discord starts to count.
const discordEpoch = 1420070400000

// snowflakes hands out Discord ids: strictly increasing, and carrying the time at which they were made.
type snowflakes struct{ last uint64 }

// next returns a new id for something made at t.
func (s *snowflakes) next(t time.Time) string {
	id := uint64(t.UnixMilli()-discordEpoch) << 22
	if id <= s.last {
		id = s.last + 1
	}
	s.last = id
	return strconv.FormatUint(id, 10)
}

// snowflakeNumber reads an id; anything that is not a decimal number is 0.
func snowflakeNumber(id string) uint64 {
	n, _ := strconv.ParseUint(id, 10, 64)
	return n
}

// isSnowflake tells whether id could be a Discord id at all.
func isSnowflake(id string) bool { return snowflakeNumber(id) != 0 }

// cmpSnowflake orders ids by age.
func cmpSnowflake(a, b string) int { return cmp.Compare(snowflakeNumber(a), snowflakeNumber(b)) }
