//! Mistakes that a program like ours could make. The simulator has to catch each of them, or it proves nothing.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutation {
    /// Deletes the draft as soon as it is committed, or believed to be.
    DeleteBeforeComplete,
    /// Lets a snapshot count entries of the journal that are not durable yet.
    SnapshotBeforeJournal,
    /// Takes every answer for the one that was hoped for.
    AnyAnswerIsSuccess,
    /// Sends every attempt under an id of its own.
    NewIdPerAttempt,
    /// Goes on from the offset it remembers instead of asking.
    RememberedOffset,
    /// Of two values takes the one with the later time, and forgets the other.
    LastClockWins,
    /// Calls changes saved when they are handed to the browser.
    SavedWhenAsked,
    /// Writes on after another page has taken over.
    WritesAfterTakeOver,
    /// Throws away what waits once the deadline has passed.
    DropsAfterDeadline,
}

impl Mutation {
    pub const ALL: [Self; 9] = [
        Self::DeleteBeforeComplete,
        Self::SnapshotBeforeJournal,
        Self::AnyAnswerIsSuccess,
        Self::NewIdPerAttempt,
        Self::RememberedOffset,
        Self::LastClockWins,
        Self::SavedWhenAsked,
        Self::WritesAfterTakeOver,
        Self::DropsAfterDeadline,
    ];
}
