//! Evidence and rules → statuses.
