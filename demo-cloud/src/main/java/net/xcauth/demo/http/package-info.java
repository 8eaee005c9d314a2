/** HTTP requests and replies of the demo cloud, independent of the API. */
@NullMarked
package net.xcauth.demo.http;

import org.jspecify.annotations.NullMarked;
