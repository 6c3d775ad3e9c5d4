//! A place for the latest value: writing replaces what nobody has read yet.

use std::sync::{Arc, Mutex, PoisonError};

/// A shared single-value mailbox. Neither side ever waits for the other beyond a pointer swap.
#[derive(Debug)]
pub struct Slot<T>(Arc<Mutex<Option<T>>>);

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(None)))
    }
}

impl<T> Slot<T> {
    /// Puts a value in, dropping an unread one.
    pub fn put(&self, value: T) {
        let old = self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(value);
        drop(old); // after the lock is released: dropping a picture frees megabytes
    }

    /// Takes the newest value, if there is one that was not taken yet.
    #[must_use]
    pub fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether the last value put in was taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}
