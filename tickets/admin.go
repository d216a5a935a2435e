package tickets

import "context"

// Person returns somebody: oneself, or anybody for a moderator.
func (s *Service) Person(ctx context.Context, a Actor, id UserID) (User, error) {
	if a.User.ID != id || !a.User.Active() {
		if err := a.mustModerate(); err != nil {
			return User{}, err
		}
	}
	u, err := s.store.User(ctx, id)
	return u, noPerson(err)
}

// Invite creates an account without a password, whose owner gets a welcome mail
// with a link to set one. An empty role means Requester. Admins only.
func (s *Service) Invite(ctx context.Context, a Actor, email, name string, role Role, skills []string) (User, error) {
	if err := a.mustAdmin(); err != nil {
		return User{}, err
	}
	if role == "" {
		role = Requester
	}
	return s.addUser(ctx, a, email, name, string(role), skills)
}

// SignOut ends every session of somebody: oneself, or anybody for an admin.
func (s *Service) SignOut(ctx context.Context, a Actor, id UserID) error {
	if a.User.ID != id {
		if err := a.mustAdmin(); err != nil {
			return err
		}
	}
	return noPerson(s.endSession(ctx, a, id, ""))
}
