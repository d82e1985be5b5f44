package dev.steerstream.evaluation.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One form that rows of a data file may have. Implementations are stateless. */
interface RowForm {
    /** Whether a row looks as if it were of this form: what makes it one or not is for {@link #read} to say. */
    boolean recognises(ObjectNode row);

    /** @throws InvalidRowException naming field, value and rule */
    EvaluationRow read(int line, ObjectNode row);
}
