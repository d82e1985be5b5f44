/** Results as others read them: JSON, tables, plots, and a page. Pure functions of results. Not here: anything that computes a number. */
package dev.steerstream.evaluation.report;
