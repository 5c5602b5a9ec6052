"""The Voila application: pages, access, seats and the server's end of the desk."""
