/**
 * The questions ({@link net.xcauth.core.cloud.Cloud}) and answers ({@link net.xcauth.core.cloud.Answer}) that all kinds of clouds
 * share, and a cloud's address and credentials ({@link net.xcauth.core.cloud.Endpoint}). The packages below send the questions:
 * {@code http} has what every kind of cloud needs, and each kind has a package of its own. Imports point from there to here, never back.
 */
package net.xcauth.core.cloud;
