/**
 * Decides who may log in and who exists: first by token, then from the cache, then by the cloud, and if that is
 * unreachable, by its last known answer. Also protects the cloud and its users from guessing, floods and outages.
 */
@NullMarked
package net.xcauth.core.auth;

import org.jspecify.annotations.NullMarked;
