# SPDX-License-Identifier: Apache-2.0
"""Decisions for PresentationML and charts; read by tools/import_ooxml.py, which says what the names mean."""

