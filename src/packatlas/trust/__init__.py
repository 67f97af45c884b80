"""Signed trust: statements that say which releases the publisher verified, and the keys that may say so.

`examine` looks at the statements by themselves, `vouch` compares them with the catalog. Nothing here touches the disk,
and what verifies signatures is imported once there is a signature to verify.
"""
