/**
 * Lists and history from PostgreSQL: tasks, profile versions, adaptations, datasets, requests, and what is under way. Only reads, always of one
 * tenant; long lists come in pages. Prompts, answers and rows are not read.
 */
package dev.steerstream.tracker.history;
