/**
 * The queries ({@link net.xcauth.core.cloud.Cloud}) and answers ({@link net.xcauth.core.cloud.Answer}) common to all kinds of clouds,
 * and a cloud's address and credentials ({@link net.xcauth.core.cloud.Endpoint}). The packages below implement them: {@code http} for
 * what all kinds need, and one package per kind. Imports point from those packages to this one only.
 */
@NullMarked
package net.xcauth.core.cloud;

import org.jspecify.annotations.NullMarked;
