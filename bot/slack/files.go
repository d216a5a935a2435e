package slack

import (
	"context"
	"slices"
	"sync"

	"github.com/beckon-desk/beckon/bot"
)

// attached are the files of a message, to be fetched as the app. Without the
// scope files:read Slack leads whoever asks for one to the log-in page.
func (s *Slack) attached(files []wireFile) (all []bot.Attached) {
	source := bot.Source{
		Platform: "Slack", Origins: []string{s.origin, "https://files.slack.com"}, Token: s.cfg.BotToken,
		Hint: "; does the app have the scope files:read?", HTTP: &s.hooks,
	}
	for _, f := range files {
		all = append(all, bot.Attached{ID: f.ID, Name: f.Name, Line: f.line(), Size: f.Size}.At(source, f.Private))
	}
	return all
}

// carried are the files that a form carries by their ids, as they are now.
func (s *Slack) carried(ctx context.Context, ids []string) []bot.Attached {
	var files []wireFile
	for _, id := range ids {
		files = append(files, wireFile{ID: id, Access: checkFileInfo})
	}
	files = slices.DeleteFunc(s.known(ctx, files), func(f wireFile) bool { return f.Access == checkFileInfo })
	return s.attached(files)
}

// known are files with what Slack tells of them: in a channel that is shared with
// another workspace a message has nothing but their ids.
func (s *Slack) known(ctx context.Context, files []wireFile) []wireFile {
	files = slices.Clone(files)
	var all sync.WaitGroup
	for i, f := range files {
		if f.Access != checkFileInfo {
			continue
		}
		all.Go(func() {
			f, _, _, err := s.api.GetFileInfoContext(ctx, f.ID, 0, 0)
			if err != nil {
				s.cfg.Log.Info("a file of a message stays there", "err", explained("files.info", err))
				return
			}
			files[i] = fileOf(*f)
		})
	}
	all.Wait()
	return files
}
