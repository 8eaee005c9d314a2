/**
 * The queries ({@link net.xcauth.core.cloud.Cloud}) and answers ({@link net.xcauth.core.cloud.Answer}) common to all
 * kinds of clouds, and a cloud's address and credentials ({@link net.xcauth.core.cloud.Endpoint}). The packages below
 * implement them: {@code http} holds the code shared by all kinds, and each kind has a package of its own. Imports
 * point from those packages to this one only.
 */
@NullMarked
package net.xcauth.core.cloud;

import org.jspecify.annotations.NullMarked;
