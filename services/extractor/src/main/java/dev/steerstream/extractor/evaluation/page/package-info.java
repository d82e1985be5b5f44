/**
 * What a profile's own calibration puts on its evaluation's page: tables and plots of what is stored with it. What is judged, and the page itself,
 * are not known here.
 */
package dev.steerstream.extractor.evaluation.page;
