"""The emulated AWS account of `npm start`: a plug-in of MiniStack.

MiniStack emulates the services. This package adds the CloudFormation resource types, members of describe responses and
checks that the platform needs. It uses private names of MiniStack, so the version of MiniStack is pinned exactly; those
names are declared in ../stubs, and a test compares the stubs with the installed version.
"""
