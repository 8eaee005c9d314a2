/**
 * Finds out, step by step, why a cloud does not answer as it should, and says what to do.
 * {@link net.xcauth.core.examination.CloudExamination} is the way in.
 */
@NullMarked
package net.xcauth.core.examination;

import org.jspecify.annotations.NullMarked;
