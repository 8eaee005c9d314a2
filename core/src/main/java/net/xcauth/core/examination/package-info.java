/**
 * Finds out step by step why a cloud does not answer as it should, and what to do about it.
 * {@link net.xcauth.core.examination.CloudExamination} is the entry point.
 */
@NullMarked
package net.xcauth.core.examination;

import org.jspecify.annotations.NullMarked;
