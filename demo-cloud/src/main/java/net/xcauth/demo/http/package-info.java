/** HTTP requests and replies of the demo cloud, independent of the API. */
package net.xcauth.demo.http;
