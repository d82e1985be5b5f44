/** {@code /v1/files}: uploaded and written files as rows, their bytes as artefacts. What is in a file is read by who uses it. */
package dev.steerstream.gateway.openai.files;
