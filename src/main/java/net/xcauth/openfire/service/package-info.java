/** The running service: core's pipeline, rosters, users and checks, put together for one configuration. */
@NullMarked
package net.xcauth.openfire.service;

import org.jspecify.annotations.NullMarked;
