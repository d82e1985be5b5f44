/** What each strength of a rule does to every measure. Not here: which strength is the right one. */
package dev.steerstream.evaluation.dose;
