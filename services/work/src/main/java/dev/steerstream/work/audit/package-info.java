/** Who did what that cannot be undone: deletions, redrives, promotions, keys. One row each, in the transaction that does it. */
package dev.steerstream.work.audit;
