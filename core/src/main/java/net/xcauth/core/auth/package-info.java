/** The one orchestrator: token, then cache, then cloud, then the last known answer. */
package net.xcauth.core.auth;
